/** An organisation of one person, for whoever reads the directory: nothing is delivered in these measurements. */
const answers: readonly (readonly [path: RegExp, answer: object])[] = [
  [/oauth2\/accessToken$/, { accessToken: 'bench-token-0000000000', expireIn: 7_200 }],
  [/department\/listsub$/, { errcode: 0, result: [] }],
  [/department\/get$/, { errcode: 0, result: { dept_id: 1, name: '集团' } }],
  [
    /user\/list$/,
    {
      errcode: 0,
      result: {
        has_more: false,
        list: [
          { userid: 'wf', unionid: 'u1', name: '王芳', mobile: '13800000001', dept_id_list: [1] },
        ],
      },
    },
  ],
  [/role\/list$/, { errcode: 0, result: { hasMore: false, list: [] } }],
];

export function dingtalkAnswer(path: string): object {
  const found = answers.find(([pattern]) => pattern.test(path));
  if (found === undefined) throw new Error(`the stub does not answer ${path}`);
  return found[1];
}
