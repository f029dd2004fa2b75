/** NICs, and lists of names in [Match] with those of the NICs that networkd takes the file for. */
export const NICS = ['eth0', 'eth1', 'lan0'] as const;

export const nameLists: readonly (readonly [match: string, ...holds: (typeof NICS)[number][]])[] = [
  ['Name=eth0', 'eth0'],
  ['Name=eth0 lan0', 'eth0', 'lan0'],
  ['Name=eth0\nName=lan0', 'eth0', 'lan0'],
  ['Name=*', ...NICS],
  ['Name=eth?', 'eth0', 'eth1'],
  ['Name=*0', 'eth0', 'lan0'],
  ['Name=[e]th[1-9] [!e]*', 'eth1', 'lan0'],
  ['Name=e*1', 'eth1'],
  ['Name=eth'],
  ['Name=ETH0'],
  // As fnmatch(3) has it.
  ['Name=e**0', 'eth0'],
  ['Name=e.h0'],
  ['Name=eth[0'],
  ['Name=eth0]'],
  ['Name=eth[1-0]'],
  ['Name=[e]*[0]', 'eth0'],
  ['Name=eth[]0]', 'eth0'],
  ['Name=eth[!]0]', 'eth1'],
  ['Name=[!e]*', 'lan0'],
  ['Name=[l!]*', 'lan0'],
  ['Name=[a-k]*[1-9]', 'eth1'],
  // One at the beginning is for all words, and for words of its own line alone.
  ['Name=!eth0', 'eth1', 'lan0'],
  ['Name=!eth0 lan0', 'eth1'],
  ['Name=! eth0 lan0', 'eth1'],
  ['Name=!eth0\nName=eth*', 'eth1'],
  ['Name=*\nName=!eth*', 'lan0'],
  // One further on is for its word; behind the first it is of the name.
  ['Name=eth* !eth1', 'eth0'],
  ['Name=eth0 lan0 !lan*', 'eth0'],
  ['Name=!eth0 !lan0', 'eth1', 'lan0'],
  // What is no name is passed over, and does not count for one to be matched.
  ['Name=eth0 lan0:1 lan/0 12 all', 'eth0'],
  ['Name=!eth0 lan0:1', 'eth1', 'lan0'],
  [`Name=eth0 ${'e'.repeat(128)}*`, 'eth0'],
  // An empty one takes back what is before it.
  ['Name=eth0\nName=\nName=lan0', 'lan0'],
  ['Name=!eth0\nName='],
  // It is a key of udev's.
  ['OriginalName=eth0'],
  ['OriginalName=eth0\nName=lan0', 'lan0'],
];
