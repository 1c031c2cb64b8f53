/** Something a person can mend; shown without a stack. */
export class Fault extends Error {
  constructor(what, remedy) {
    super(`✖ ${what}\n  to mend: ${remedy}`);
    this.name = 'Fault';
  }
}
