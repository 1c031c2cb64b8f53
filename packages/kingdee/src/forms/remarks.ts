/** Where sites keep a remark on the head of a bill; custom fields carry the site's own prefix. */
export const remarks: readonly string[] = ['FNote', 'FRemark', 'F_PAEZ_Remark'];
