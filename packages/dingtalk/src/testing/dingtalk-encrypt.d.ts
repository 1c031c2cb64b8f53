declare module 'dingtalk-encrypt' {
  /** The package has no types of its own. */
  export default class DingTalkEncryptor {
    constructor(token: string, encodingAesKey: string, receiverId: string);
    getDecryptMsg(signature: string, timeStamp: string, nonce: string, encrypt: string): string;
    getEncryptedMap(
      text: string,
      timeStamp: number,
      nonce: string,
    ): { msg_signature: string; encrypt: string; timeStamp: string; nonce: string };
  }
}
