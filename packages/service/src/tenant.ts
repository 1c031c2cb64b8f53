import type { BundlingSetting } from './bundling-schema.js';
import type { CallbackSetting } from './callback-schema.js';
import type { FactSetting } from './facts-schema.js';
import type { GroupSettings } from './groups-schema.js';
import type { HintsSetting } from './hints-schema.js';
import type { LinksSetting } from './links-schema.js';
import type { LevelSetting } from './levels-schema.js';
import type { ReconcileSetting } from './reconcile-schema.js';
import type { SourceSetting } from './sources-schema.js';

/** One account book of K3Cloud, and what is read of it. */
export interface KingdeeSetting {
  /** Ends in /k3cloud/. */
  readonly url: string;
  readonly acctId: string;
  readonly userName: string;
  readonly appId: string;
  readonly appSecret: string;
  readonly orgNumber?: string;
  /** Numbers of the organisations whose bills are read. */
  readonly organisations: readonly string[];
  readonly forms: readonly string[];
  /** Offset of the server's local time. */
  readonly utcOffsetMinutes: number;
  readonly auth: 'sign' | 'headers';
  readonly callsPerSecond: number;
  readonly callsAtOnce: number;
  /** Rows of one answer. */
  readonly pageRows: number;
  /** Whether events carry the rows of bills. */
  readonly withLines: boolean;
  readonly pollIntervalMs: number;
  /** How often people are read from both systems. */
  readonly directoryIntervalMs: number;
}

/** A subsidiary: one Kingdee account book and organisation scope, one DingTalk organisation. */
export interface Tenant {
  /** Name of its folder. */
  readonly id: string;
  readonly name: string;
  /** BCP 47, e.g. zh-CN. */
  readonly language: string;
  /** IANA name, e.g. Asia/Shanghai. */
  readonly timeZone: string;
  /** Its folder, absolute; rules and templates lie in it. */
  readonly folder: string;
  /** Absent for a subsidiary whose documents come from elsewhere. */
  readonly kingdee?: KingdeeSetting;
  /** Systems beside K3Cloud; empty in services that need not know them. */
  readonly sources: readonly SourceSetting[];
  readonly dingtalk: {
    readonly api: string;
    readonly oapi: string;
    readonly corpId: string;
    readonly appKey: string;
    readonly appSecret: string;
    readonly robotCode: string;
    readonly cardTemplateId: string;
    readonly agentId?: string | undefined;
    readonly monthlyCalls?: number | undefined;
    /** How a DING wakes people; within the application when nothing is said. */
    readonly dingBy?: 'APP' | 'SMS' | 'PHONE' | undefined;
    readonly callsPerSecond: number;
    /** Absent when presses and messages come by Stream. */
    readonly callback?: CallbackSetting | undefined;
  };
  /** How messages are told together when calls are to be spared. */
  readonly bundling: BundlingSetting;
  /** Groups that rules may tell, by name. */
  readonly groups: GroupSettings;
  /** The first one signs, all verify: so a key can be rotated without refusing old buttons. */
  readonly capabilityKeys: readonly Buffer[];
  /** Bindings that matching cannot find. */
  readonly people: readonly { readonly userId: string; readonly erpUserName: string }[];
  /** What time makes of documents. */
  readonly facts: readonly FactSetting[];
  /** Quantities that are compared with their limits. */
  readonly levels: readonly LevelSetting[];
  /** The full compare. */
  readonly reconcile: ReconcileSetting;
  /** Absent when people are given no links to bills. */
  readonly links?: LinksSetting | undefined;
  /** Absent when hints are refused. */
  readonly hints?: HintsSetting | undefined;
}
