/** As much of CloudWatch on this machine as functions behind email flow rules use. */
export { CloudWatch, type Place } from './operations';
