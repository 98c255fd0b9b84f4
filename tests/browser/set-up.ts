// Before any browser test: one install for all of them (Go's build cache stays warm), tidied when they are over.
import oneInstall from '../helpers/one-install.ts';

export default function setUp(): () => Promise<void> {
  return oneInstall();
}
