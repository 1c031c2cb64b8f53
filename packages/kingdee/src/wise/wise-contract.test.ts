import { sourceContract } from '@hub/source/testing';
import { contractRig } from '../testing/wise-contract-rig.js';

sourceContract('k3-wise with a field of the site for the time of change', contractRig);
