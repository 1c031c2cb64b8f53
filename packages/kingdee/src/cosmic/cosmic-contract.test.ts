import { sourceContract } from '@hub/source/testing';
import { contractRig } from '../testing/cosmic-contract-rig.js';

sourceContract('cosmic', contractRig);
