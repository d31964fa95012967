import { storedFileName } from './file-name';

/** In characters, with its dot: no extension in the list has more. */
const LONGEST = 20;

/**
 * Extensions of attachments that Amazon SES does not support, and so WorkMail does not take in an updated message:
 * "Unsupported attachment types" in the developer guide of SES.
 */
const UNSUPPORTED = new Set(
  `ade adp app asp bas bat cer chm cmd com cpl crt csh der exe fxp gadget hlp hta inf ins isp its js jse ksh lib lnk
   mad maf mag mam maq mar mas mat mau mav maw mda mdb mde mdt mdw mdz msc msh msh1 msh2 mshxml msh1xml msh2xml msi msp
   mst ops pcd pif plg prf prg reg scf scr sct shb shs sys ps1 ps1xml ps2 ps2xml psc1 psc2 tmp url vb vbe vbs vps
   vsmacros vss vst vsw vxd ws wsc wsf wsh xnk`.split(/\s+/),
);

export function isUnsupportedAttachment(fileName: string): boolean {
  const extension = /\.([^.]*)$/.exec(storedFileName(fileName).slice(-LONGEST))?.[1];
  return extension !== undefined && UNSUPPORTED.has(extension.toLowerCase());
}
