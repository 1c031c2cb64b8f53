import type { TenantScope } from '../ports.js';

/** Whose documents of an account are whose. */
export class Owners {
  readonly #tenants: readonly TenantScope[];

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
  of(form: string, organisation: string | null): string[] {
    return this.#reading(form)
      .filter(
        ({ organisations }) =>
          organisations.length === 0 ||
          (organisation !== null && organisations.includes(organisation)),
      )
      .map(({ tenant }) => tenant);
  }

  #reading(form: string): TenantScope[] {
    return this.#tenants.filter(({ forms }) => forms.includes(form));
  }
}
