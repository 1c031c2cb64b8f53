/** A person of the seeded world: the same in both simulators, as in a real company. */
export interface SeedPerson {
  readonly name: string;
  readonly mobile: string;
  readonly jobNumber: string;
  readonly title: string;
  readonly department: string;
  readonly roles: readonly string[];
  /** Leads the department, so bills of it come to this person first. */
  readonly leads?: boolean;
  /** Login name in the ERP; absent for people who only use DingTalk. */
  readonly erpLogin?: string;
}

export interface SeedDepartment {
  readonly number: string;
  readonly name: string;
}

/** One subsidiary of the seeded world. */
export interface SeedCompany {
  /** Short name in Latin letters, also used to derive ids. */
  readonly key: string;
  readonly name: string;
  readonly orgNumber: string;
  readonly currency: string;
  readonly departments: readonly SeedDepartment[];
  readonly people: readonly SeedPerson[];
  readonly suppliers: readonly { readonly number: string; readonly name: string }[];
}

const departments = [
  { number: 'BM01', name: '采购部' },
  { number: 'BM02', name: '财务部' },
  { number: 'BM03', name: '生产部' },
  { number: 'BM04', name: '仓储部' },
];

/**
 * Two subsidiaries of one group. A few names and one job number occur in both on purpose: whoever mixes the
 * subsidiaries up shows a bill to a stranger of the same name, and a test sees it.
 */
export const seedCompanies: readonly SeedCompany[] = [
  {
    key: 'huadong',
    name: '华东精密制造有限公司',
    orgNumber: '100',
    currency: 'CNY',
    departments,
    people: [
      {
        name: '李晓梅',
        mobile: '13800001001',
        jobNumber: 'HD001',
        title: '采购员',
        department: 'BM01',
        roles: ['采购员'],
        erpLogin: 'lixiaomei',
      },
      {
        name: '王芳',
        mobile: '13800001002',
        jobNumber: 'HD002',
        title: '采购经理',
        department: 'BM01',
        roles: ['部门经理'],
        leads: true,
        erpLogin: 'wangfang',
      },
      {
        name: '陈国强',
        mobile: '13800001003',
        jobNumber: 'HD003',
        title: '财务经理',
        department: 'BM02',
        roles: ['财务经理', '部门经理'],
        leads: true,
        erpLogin: 'chenguoqiang',
      },
      {
        name: '刘洋',
        mobile: '13800001004',
        jobNumber: 'HD004',
        title: '出纳',
        department: 'BM02',
        roles: ['出纳'],
        erpLogin: 'liuyang',
      },
      {
        name: '赵敏',
        mobile: '13800001005',
        jobNumber: 'HD005',
        title: '生产主管',
        department: 'BM03',
        roles: ['部门经理'],
        leads: true,
        erpLogin: 'zhaomin',
      },
      {
        name: '孙伟',
        mobile: '13800001006',
        jobNumber: 'HD006',
        title: '仓库管理员',
        department: 'BM04',
        roles: ['仓管员'],
        leads: true,
      },
    ],
    suppliers: [
      { number: 'VEN001', name: '苏州恒力轴承有限公司' },
      { number: 'VEN002', name: '宁波永固紧固件厂' },
    ],
  },
  {
    key: 'huanan',
    name: '华南电子贸易有限公司',
    orgNumber: '200',
    currency: 'CNY',
    departments,
    people: [
      {
        name: '黄志明',
        mobile: '13900002001',
        jobNumber: 'HN001',
        title: '采购员',
        department: 'BM01',
        roles: ['采购员'],
        erpLogin: 'huangzhiming',
      },
      {
        name: '王芳',
        mobile: '13900002002',
        jobNumber: 'HD002',
        title: '采购经理',
        department: 'BM01',
        roles: ['部门经理'],
        leads: true,
        erpLogin: 'wangfang',
      },
      {
        name: '周婷',
        mobile: '13900002003',
        jobNumber: 'HN003',
        title: '财务经理',
        department: 'BM02',
        roles: ['财务经理', '部门经理'],
        leads: true,
        erpLogin: 'zhouting',
      },
      {
        name: '吴磊',
        mobile: '13900002004',
        jobNumber: 'HN004',
        title: '仓库管理员',
        department: 'BM04',
        roles: ['仓管员'],
        leads: true,
      },
    ],
    suppliers: [{ number: 'VEN001', name: '深圳华强元器件有限公司' }],
  },
];
