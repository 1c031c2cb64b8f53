import { seedCompanies, type SeedCompany, type SeedPerson } from '@hub/simulator-kit';

const cities = ['无锡', '宁波', '青岛', '武汉', '成都', '西安', '长沙', '合肥', '郑州', '佛山'];
const trades = ['精密机械', '电子科技', '自动化设备', '新材料', '供应链'];
const surnames = ['张', '李', '王', '赵', '周', '吴', '徐', '朱', '马', '胡', '林', '何'];
const givenNames = ['建国', '丽华', '志强', '秀英', '海涛', '雪梅', '文博', '晓燕', '俊杰', '佳怡'];

const posts = [
  { title: '采购员', department: 1, roles: ['采购员'], leads: false },
  { title: '采购经理', department: 1, roles: ['部门经理'], leads: true },
  { title: '财务经理', department: 2, roles: ['部门经理'], leads: true },
  { title: '生产主管', department: 3, roles: ['部门经理'], leads: true },
] as const;

/** The companies of a group of `count`: the seeded two first, then as many more as are wanted. */
export function companiesOf(count: number): readonly SeedCompany[] {
  const further = Math.max(count - seedCompanies.length, 0);
  return [
    ...seedCompanies.slice(0, count),
    ...Array.from({ length: further }, (_, index) => furtherCompany(index + 3)),
  ];
}

/** The companies of one account book. */
export type Book = [SeedCompany, ...SeedCompany[]];

/**
 * Shares companies out to account books. The seeded two keep one each, since their people log in under the same names;
 * each book takes further companies up to `organisationsPerAccount`.
 */
export function accountBooks(
  companies: readonly SeedCompany[],
  organisationsPerAccount: number,
): readonly Book[] {
  const books = companies.slice(0, seedCompanies.length).map((each): Book => [each]);
  for (const company of companies.slice(seedCompanies.length)) {
    const roomy = books.find((book) => book.length < organisationsPerAccount);
    if (roomy === undefined) books.push([company]);
    else roomy.push(company);
  }
  return books;
}

function furtherCompany(nth: number): SeedCompany {
  const code = String(nth).padStart(3, '0');
  const city = cities[nth % cities.length] ?? '';
  const trade = trades[nth % trades.length] ?? '';
  const round = Math.floor(nth / cities.length);
  const department = (at: number): string => `BM${code}${String(at)}`;
  return {
    key: `company${code}`,
    name: `${city}${trade}有限公司${round === 0 ? '' : `第${String(round)}分公司`}`,
    orgNumber: String(nth * 100),
    currency: 'CNY',
    departments: ['采购部', '财务部', '生产部', '仓储部'].map((name, index) => ({
      number: department(index + 1),
      name,
    })),
    people: posts.map((post, index): SeedPerson => {
      const { title, roles, leads } = post;
      const surname = surnames[(nth * 7 + index * 3) % surnames.length] ?? '';
      return {
        name: surname + (givenNames[(nth * 3 + index) % givenNames.length] ?? ''),
        mobile: `137${code.padStart(5, '0')}${String(index + 1).padStart(3, '0')}`,
        jobNumber: `C${code}${String(index + 1)}`,
        title,
        department: department(post.department),
        roles: index === 2 ? [...roles, '财务经理'] : roles,
        leads,
        erpLogin: `user${code}${String(index + 1)}`,
      };
    }),
    suppliers: [
      { number: 'VEN001', name: `${city}恒通物资有限公司` },
      { number: 'VEN002', name: `${city}利达五金厂` },
    ],
  };
}
