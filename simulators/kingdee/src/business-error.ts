/** The MsgCode values of the vendor's common reply that this server uses. */
export const msgCode = {
  none: 0,
  contextLost: 1,
  noPermission: 2,
  operationEmpty: 3,
  exception: 4,
  formEmpty: 5,
  database: 6,
  licence: 7,
  parameter: 8,
  fieldUnknown: 9,
  noData: 10,
  validation: 11,
  notOperable: 12,
  networkControl: 13,
  callLimit: 14,
  administratorForbidden: 15,
} as const;

/** A refusal that the caller gets to read: HTTP 200, `IsSuccess` false. */
export class BusinessError extends Error {
  readonly code: number;
  readonly fieldName: string | null;

  constructor(code: number, message: string, fieldName: string | null = null) {
    super(message);
    this.code = code;
    this.fieldName = fieldName;
  }
}
