import type { TenantScope } from '../ports.js';

/** Answers kept; an account has its forms times its organisations. */
const foundMax = 20_000;

/** Whose documents of an account are whose. */
export class Owners {
  readonly #tenants: readonly TenantScope[];
  /** By form and organisation, since every document is asked for. */
  readonly #found = new Map<string, readonly string[]>();

  constructor(tenants: readonly TenantScope[]) {
    this.#tenants = tenants;
  }

  get forms(): string[] {
    return [...new Set(this.#tenants.flatMap(({ forms }) => forms))];
  }

  tenantsOf(form: string): string[] {
    return this.#reading(form).map(({ tenant }) => tenant);
  }

  /** All organisations whose documents of a form are read, each once; empty where the system knows none. */
  organisationsOf(form: string): string[] {
    return [...new Set(this.#reading(form).flatMap(({ organisations }) => organisations))];
  }

  /** The tenants a document belongs to: none when its organisation is nobody's. */
  of(form: string, organisation: string | null): readonly string[] {
    const place = `${form}/${organisation ?? ''}`;
    const known = this.#found.get(place);
    if (known !== undefined) return known;
    const found = this.#reading(form)
      .filter(
        ({ organisations }) =>
          organisations.length === 0 ||
          (organisation !== null && organisations.includes(organisation)),
      )
      .map(({ tenant }) => tenant);
    if (this.#found.size < foundMax) this.#found.set(place, found);
    return found;
  }

  #reading(form: string): TenantScope[] {
    return this.#tenants.filter(({ forms }) => forms.includes(form));
  }
}
