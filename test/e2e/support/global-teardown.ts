import { stopStacks } from './global-setup.ts';

export default stopStacks;
