import com.dingtalk.api.DefaultDingTalkClient;
import com.dingtalk.api.request.OapiGettokenRequest;
import com.dingtalk.api.request.OapiMediaUploadRequest;
import com.dingtalk.api.request.OapiMessageCorpconversationAsyncsendV2Request;
import com.dingtalk.api.request.OapiMessageCorpconversationGetsendresultRequest;
import com.dingtalk.api.request.OapiMessageCorpconversationRecallRequest;
import com.dingtalk.api.request.OapiMessageCorpconversationStatusBarUpdateRequest;
import com.dingtalk.api.request.OapiProcessinstanceCreateRequest;
import com.dingtalk.api.request.OapiProcessinstanceExecuteV2Request;
import com.dingtalk.api.request.OapiProcessinstanceGetRequest;
import com.dingtalk.api.request.OapiRobotSendRequest;
import com.dingtalk.api.request.OapiRoleListRequest;
import com.dingtalk.api.request.OapiRoleSimplelistRequest;
import com.dingtalk.api.request.OapiV2DepartmentListsubRequest;
import com.dingtalk.api.request.OapiV2UserGetRequest;
import com.dingtalk.api.request.OapiV2UserListRequest;
import com.dingtalk.open.app.api.GenericEventListener;
import com.dingtalk.open.app.api.OpenDingTalkClient;
import com.dingtalk.open.app.api.OpenDingTalkStreamClientBuilder;
import com.dingtalk.open.app.api.callback.DingTalkStreamTopics;
import com.dingtalk.open.app.api.callback.OpenDingTalkCallbackListener;
import com.dingtalk.open.app.api.chatbot.BotReplier;
import com.dingtalk.open.app.api.models.bot.ChatbotMessage;
import com.dingtalk.open.app.api.security.AuthClientCredential;
import com.dingtalk.open.app.stream.protocol.event.EventAckStatus;
import com.dingtalk.api.response.OapiProcessinstanceGetResponse;
import com.taobao.api.FileItem;
import com.taobao.api.TaobaoRequest;
import com.taobao.api.TaobaoResponse;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.List;
import java.util.Scanner;
import shade.com.alibaba.fastjson2.JSONArray;
import shade.com.alibaba.fastjson2.JSONObject;

/**
 * Runs DingTalk's two SDKs for Java, the Stream client and that of the old generation, and prints what they hear and get.
 *
 * The first argument is the file with the CA to trust; one JSON object is read from standard input: {appKey, appSecret,
 * agentId, webhook, processCode}. Each line printed is a name, a tab and JSON. The hosts are those the SDKs have built in: the way to
 * the simulator is the JVM's proxy.
 */
public class DingTalkClients {
  private static final String OLD = "https://oapi.dingtalk.com";

  public static void main(String[] arguments) throws Exception {
    trust(arguments[0]);
    JSONObject order = JSONObject.parseObject(new Scanner(System.in, "UTF-8").nextLine());
    String token = directory(order);
    workNotification(order, token);
    webhookAndMedia(order, token);
    approval(order, token);
    stream(order);
  }

  /** A JVM takes trusted authorities from a key store only. */
  private static void trust(String caFile) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    try (InputStream in = new FileInputStream(caFile)) {
      store.setCertificateEntry("ca", CertificateFactory.getInstance("X.509").generateCertificate(in));
    }
    Path file = Files.createTempFile("trust", ".p12");
    file.toFile().deleteOnExit();
    try (OutputStream out = new FileOutputStream(file.toFile())) {
      store.store(out, "changeit".toCharArray());
    }
    System.setProperty("javax.net.ssl.trustStore", file.toString());
    System.setProperty("javax.net.ssl.trustStorePassword", "changeit");
  }

  private static synchronized void say(String name, Object value) {
    System.out.println(name + "\t" + (value instanceof String ? value : JSONObject.toJSONString(value)));
  }

  /** Makes a call of the old generation and prints its answer as it came. */
  private static <T extends TaobaoResponse> T call(String name, String path, TaobaoRequest<T> request, String token)
      throws Exception {
    T response = new DefaultDingTalkClient(OLD + path).execute(request, token);
    say(name, response.getBody());
    return response;
  }

  private static String directory(JSONObject order) throws Exception {
    OapiGettokenRequest get = new OapiGettokenRequest();
    get.setAppkey(order.getString("appKey"));
    get.setAppsecret(order.getString("appSecret"));
    get.setHttpMethod("GET");
    String token = call("gettoken", "/gettoken", get, null).getAccessToken();
    OapiV2UserGetRequest user = new OapiV2UserGetRequest();
    user.setUserid("manager01");
    user.setLanguage("zh_CN");
    say("user", List.of(call("userBody", "/topapi/v2/user/get", user, token).getResult().getName()));
    call("badToken", "/topapi/v2/user/get", user, "wrong");
    user.setUserid("nobody");
    call("nobody", "/topapi/v2/user/get", user, token);
    OapiV2DepartmentListsubRequest below = new OapiV2DepartmentListsubRequest();
    below.setDeptId(1L);
    long department = call("departments", "/topapi/v2/department/listsub", below, token).getResult().get(0).getDeptId();
    OapiV2UserListRequest people = new OapiV2UserListRequest();
    people.setDeptId(department);
    people.setCursor(0L);
    people.setSize(10L);
    call("people", "/topapi/v2/user/list", people, token);
    // By GET the parameters stand in the address.
    people.setHttpMethod("GET");
    call("peopleByGet", "/topapi/v2/user/list", people, token);
    OapiRoleListRequest roles = new OapiRoleListRequest();
    long role = call("roles", "/topapi/role/list", roles, token).getResult().getList().get(0).getRoles().get(0).getId();
    OapiRoleSimplelistRequest holders = new OapiRoleSimplelistRequest();
    holders.setRoleId(role);
    call("holders", "/topapi/role/simplelist", holders, token);
    return token;
  }

  private static void workNotification(JSONObject order, String token) throws Exception {
    String root = "/topapi/message/corpconversation/";
    OapiMessageCorpconversationAsyncsendV2Request send = new OapiMessageCorpconversationAsyncsendV2Request();
    send.setAgentId(order.getLong("agentId"));
    send.setUseridList("manager01,nobody");
    send.setToAllUser(false);
    send.setMsg(notice());
    long task = call("sent", root + "asyncsend_v2", send, token).getTaskId();
    OapiMessageCorpconversationGetsendresultRequest result = new OapiMessageCorpconversationGetsendresultRequest();
    result.setAgentId(order.getLong("agentId"));
    result.setTaskId(task);
    call("result", root + "getsendresult", result, token);
    OapiMessageCorpconversationStatusBarUpdateRequest bar = new OapiMessageCorpconversationStatusBarUpdateRequest();
    bar.setAgentId(order.getLong("agentId"));
    bar.setTaskId(task);
    bar.setStatusValue("已同意");
    call("statusBar", root + "status_bar/update", bar, token);
    OapiMessageCorpconversationRecallRequest recall = new OapiMessageCorpconversationRecallRequest();
    recall.setAgentId(order.getLong("agentId"));
    recall.setMsgTaskId(task);
    call("recalled", root + "recall", recall, token);
  }

  private static OapiMessageCorpconversationAsyncsendV2Request.Msg notice() {
    OapiMessageCorpconversationAsyncsendV2Request.Msg message = new OapiMessageCorpconversationAsyncsendV2Request.Msg();
    message.setMsgtype("oa");
    OapiMessageCorpconversationAsyncsendV2Request.OA oa = new OapiMessageCorpconversationAsyncsendV2Request.OA();
    oa.setMessageUrl("https://erp.example/?a=1&b=2");
    oa.setHead(new OapiMessageCorpconversationAsyncsendV2Request.Head());
    oa.getHead().setBgcolor("FFBBBBBB");
    oa.getHead().setText("采购");
    oa.setBody(new OapiMessageCorpconversationAsyncsendV2Request.Body());
    oa.getBody().setTitle("采购订单 A+B & C");
    oa.setStatusBar(new OapiMessageCorpconversationAsyncsendV2Request.StatusBar());
    oa.getStatusBar().setStatusValue("待审批");
    oa.getStatusBar().setStatusBg("0xFFFF9D46");
    message.setOa(oa);
    return message;
  }

  private static void webhookAndMedia(JSONObject order, String token) throws Exception {
    OapiRobotSendRequest send = new OapiRobotSendRequest();
    send.setMsgtype("markdown");
    OapiRobotSendRequest.Markdown markdown = new OapiRobotSendRequest.Markdown();
    markdown.setTitle("采购订单");
    markdown.setText("## 待审批");
    send.setMarkdown(markdown);
    call("webhook", order.getString("webhook"), send, null);
    OapiMediaUploadRequest upload = new OapiMediaUploadRequest();
    upload.setType("image");
    upload.setMedia(new FileItem("a.png", new byte[] {1, 2, 3}, "image/png"));
    call("media", "/media/upload", upload, token);
  }

  private static void approval(JSONObject order, String token) throws Exception {
    OapiProcessinstanceCreateRequest create = new OapiProcessinstanceCreateRequest();
    create.setAgentId(order.getLong("agentId"));
    create.setProcessCode(order.getString("processCode"));
    create.setOriginatorUserId("hd0003");
    create.setDeptId(-1L);
    create.setApprovers("manager01");
    create.setFormComponentValues(List.of(value("单据编号", "CGDD000001"), value("金额", "43000.00")));
    String id = call("started", "/topapi/processinstance/create", create, token).getProcessInstanceId();
    OapiProcessinstanceGetRequest get = new OapiProcessinstanceGetRequest();
    get.setProcessInstanceId(id);
    OapiProcessinstanceGetResponse.ProcessInstanceTopVo running =
        call("running", "/topapi/processinstance/get", get, token).getProcessInstance();
    say("since", running.getCreateTime().getTime());
    OapiProcessinstanceExecuteV2Request decide = new OapiProcessinstanceExecuteV2Request();
    OapiProcessinstanceExecuteV2Request.ExecuteTaskRequest task =
        new OapiProcessinstanceExecuteV2Request.ExecuteTaskRequest();
    task.setProcessInstanceId(id);
    task.setTaskId(Long.valueOf(running.getTasks().get(0).getTaskid()));
    task.setActionerUserid("manager01");
    task.setResult("agree");
    task.setRemark("同意");
    decide.setRequest(task);
    call("decided", "/topapi/process/instance/execute", decide, token);
    say("ended", List.of(call("endedBody", "/topapi/processinstance/get", get, token).getProcessInstance().getStatus()));
  }

  private static OapiProcessinstanceCreateRequest.FormComponentValueVo value(String name, String text) {
    OapiProcessinstanceCreateRequest.FormComponentValueVo value =
        new OapiProcessinstanceCreateRequest.FormComponentValueVo();
    value.setName(name);
    value.setValue(text);
    return value;
  }

  private static void stream(JSONObject order) throws Exception {
    OpenDingTalkClient client = OpenDingTalkStreamClientBuilder.custom()
        .credential(new AuthClientCredential(order.getString("appKey"), order.getString("appSecret")))
        .registerAllEventListener(event -> {
          say("event", JSONArray.of(event.getEventType(), event.getEventCorpId(), event.getEventBornTime(), event.getData()));
          return EventAckStatus.SUCCESS;
        })
        .registerCallbackListener(DingTalkStreamTopics.BOT_MESSAGE_TOPIC,
            new OpenDingTalkCallbackListener<ChatbotMessage, JSONObject>() {
              @Override
              public JSONObject execute(ChatbotMessage message) {
                say("robot", JSONArray.of(message.getSenderStaffId(), message.getText().getContent(), message.getConversationType()));
                try {
                  BotReplier replier = BotReplier.fromWebhook(message.getSessionWebhook());
                  say("replied", replier.replyMarkdown("标题", "收到", List.of(message.getSenderStaffId())));
                } catch (Exception error) {
                  say("replied", JSONArray.of(error.toString()));
                }
                return new JSONObject();
              }
            })
        .registerCallbackListener(DingTalkStreamTopics.CARD_CALLBACK_TOPIC,
            new OpenDingTalkCallbackListener<JSONObject, JSONObject>() {
              @Override
              public JSONObject execute(JSONObject click) {
                say("click", click);
                return JSONObject.of(
                    "cardUpdateOptions", JSONObject.of("updateCardDataByKey", true),
                    "cardData", JSONObject.of("cardParamMap", JSONObject.of("status", "已同意")));
              }
            })
        .build();
    client.start();
  }
}
