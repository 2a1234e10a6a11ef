// The one script of every page, below a kilobyte. All that a page says is there without it.
import { register } from '../offline/register.ts';
import { offerToPassOn } from './pass-on.ts';
import { saveData } from './save-data.ts';

saveData();
offerToPassOn();
if (KEEPS_COPIES) register();
