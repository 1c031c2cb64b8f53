import { Big } from 'big.js';
import type { Values } from '../database/row.js';
import { usualOutcome, write, type Office, type Written } from './office.js';

/** Row states of a production order. */
const state = {
  planned: '1',
  confirmed: '2',
  released: '3',
  started: '4',
  finished: '5',
  closed: '6',
};

/** A production order, from its plan to the goods in stock. */
export function startProduction(office: Office, day: number): void {
  const { random, diary, organisation } = office;
  const made = office.materials.filter((material) => !material.bought);
  const material = random.pick(made);
  const quantity = new Big(random.int(2, 40));
  const days = random.int(3, 20);
  diary.plan(day, (on, at) => {
    const outcome = usualOutcome(random);
    const order = write(office, {
      form: 'PRD_MO',
      department: '生产部',
      at,
      outcome,
      head: {
        FPlannerID: organisation.clerkOf('生产部').employeeId,
        FWorkShopID0: organisation.department('生产部'),
        FDescription: random.pick(['', '', '客户加急', '试产']),
      },
      entry: 'FTreeEntity',
      lines: [
        {
          FMaterialId: material.id,
          FQty: quantity,
          FBomId: `${String(material.row.values['FNumber'])}_V1.0`,
          FWorkShopID: organisation.department('生产部'),
          FPlanStartDate: diary.calendar.midnight(on + 2),
          FPlanFinishDate: diary.calendar.midnight(on + 2 + days),
          FStatus: outcome === 'audited' ? state.confirmed : state.planned,
        },
      ],
    });
    if (outcome !== 'audited') return;
    move(office, order, on + 1, { FStatus: state.released, FScheduleStatus: '2' });
    moveWithDate(office, order, on + 2, state.started, 'FStartDate');
    const end = on + 2 + days + (random.chance(0.2) ? random.int(1, 15) : random.int(-1, 1));
    diary.plan(end, (_, ms) => {
      set(order, { FStatus: state.finished, FFinishDate: ms, FStockInQuaQty: quantity });
      office.stock.move(material, quantity);
    });
    move(office, order, end + random.int(3, 10), { FStatus: state.closed });
  });
}

/** Row states change without a trace in the head: the order keeps its time of change. */
function move(office: Office, order: Written, day: number, values: Values): void {
  office.diary.plan(day, () => {
    set(order, values);
  });
}

function moveWithDate(
  office: Office,
  order: Written,
  day: number,
  status: string,
  key: string,
): void {
  office.diary.plan(day, (_, at) => {
    set(order, { FStatus: status, [key]: at, FPickMtrlStatus: '3' });
  });
}

function set(order: Written, values: Values): void {
  for (const line of order.lines) Object.assign(line.values, values);
}
