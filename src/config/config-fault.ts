/** A setting that cannot stand: `setting` is its name as written in the file, e.g. `listen.pop3s`. */
export class ConfigFault extends Error {
  override name = 'ConfigFault';
  readonly setting: string;

  constructor(setting: string, problem: string) {
    super(`${setting}: ${problem}`);
    this.setting = setting;
  }
}
