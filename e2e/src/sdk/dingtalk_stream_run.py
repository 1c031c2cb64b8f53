"""Runs DingTalk's own Stream SDK for Python, and a webhook client of another maker, and prints what they hear and get.

The folder of the packages is the argument; one JSON object is read from standard input: {appKey, appSecret, webhook,
webhookSecret}. Each line printed is a name, a tab and JSON. The SDK's hosts are those it has built in: the way to the
simulator is HTTPS_PROXY, and DINGTALK_OPENAPI_ENDPOINT for the calls of aiohttp, which reads no proxy.
"""

import asyncio
import json
import sys

sys.path.insert(0, sys.argv[1])

import dingtalk_stream  # noqa: E402
from dingtalk_stream import AckMessage, AICardReplier, CardReplier  # noqa: E402
from dingtalkchatbot.chatbot import ActionCard, CardItem, DingtalkChatbot, FeedLink  # noqa: E402

order = json.loads(sys.stdin.readline())


def say(name, value):
    print(name + '\t' + json.dumps(value), flush=True)


class Robot(dingtalk_stream.ChatbotHandler):
    """Replies in every way that the SDK offers, and shows the card that somebody is to click."""

    async def process(self, callback):
        message = dingtalk_stream.ChatbotMessage.from_dict(callback.data)
        say('robot', callback.data)
        await asyncio.get_running_loop().run_in_executor(None, self.reply, message)
        await self.show(message)
        return AckMessage.STATUS_OK, 'OK'

    def reply(self, message):
        say('text', self.reply_text('收到', message))
        say('markdown', self.reply_markdown('标题', '## 收到', message))
        card = self.reply_markdown_card('**处理中**', message, title='采购订单', at_sender=True)
        card.update('**已审核**')
        say('markdownCard', card.card_instance_id)
        button = {'text': '打开', 'url': 'https://erp.example', 'color': 'blue'}
        say('buttonCard', self.reply_markdown_button(message, '请处理', [button]).card_instance_id)
        answer = AICardReplier(self.dingtalk_client, message)
        instance = answer.start('approval.schema', {'title': '汇总'})
        answer.streaming(instance, 'detail', '一', append=True, finished=False, failed=False)
        answer.streaming(instance, 'detail', '二', append=True, finished=False, failed=False)
        answer.finish(instance, {'title': '汇总', 'detail': '一二'})
        say('aiCard', instance)
        say('media', self.dingtalk_client.upload_to_dingtalk(b'PNG'))
        plain = self.reply_card({'contents': [{'type': 'markdown', 'text': '普通版'}]}, message)
        say('plainCard', [plain, self.update_card(plain, {'contents': []})])

    async def show(self, message):
        replier = CardReplier(self.dingtalk_client, message)
        private = {message.sender_staff_id: {'cardParamMap': {'canDecide': 'true', 'approveToken': 'yes'}}}
        say('approval', await replier.async_create_and_deliver_card(
            'approval.schema', {'title': '采购订单', 'status': '待审批'}, privateData=private))


class Clicks(dingtalk_stream.CallbackHandler):
    async def process(self, callback):
        click = dingtalk_stream.CardCallbackMessage.from_dict(callback.data)
        say('click', click.to_dict())
        return AckMessage.STATUS_OK, {
            'cardUpdateOptions': {'updateCardDataByKey': True, 'updatePrivateDataByKey': True},
            'cardData': {'cardParamMap': {'status': '已同意'}},
            'userPrivateData': {'cardParamMap': {'canDecide': 'false'}},
        }


class Events(dingtalk_stream.EventHandler):
    async def process(self, event):
        say('event', [event.headers.event_type, event.headers.event_id, event.data])
        return AckMessage.STATUS_OK, 'OK'


def webhook():
    robot = DingtalkChatbot(order['webhook'], secret=order['webhookSecret'])
    card = ActionCard(title='标题', text='内容', btns=[CardItem(title='打开', url='https://erp.example')])
    link = FeedLink(title='标题', message_url='https://erp.example', pic_url='https://erp.example/a.png')
    say('webhook', [
        robot.send_text('一', at_mobiles=['13800001002']),
        robot.send_link('标题', '内容', 'https://erp.example'),
        robot.send_markdown('标题', '[打开](https://erp.example)', at_dingtalk_ids=['manager01']),
        robot.send_action_card(card),
        robot.send_feed_card([link]),
    ])


async def run():
    webhook()
    client = dingtalk_stream.DingTalkStreamClient(
        dingtalk_stream.Credential(order['appKey'], order['appSecret']))
    client.register_callback_handler(dingtalk_stream.ChatbotMessage.TOPIC, Robot())
    client.register_callback_handler(dingtalk_stream.CallbackHandler.TOPIC_CARD_CALLBACK, Clicks())
    client.register_all_event_handler(Events())
    await client.start()


asyncio.run(run())
