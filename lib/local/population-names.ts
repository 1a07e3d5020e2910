/** What people, teams and places of a seeded directory are called. */

export type Some<T> = readonly [T, ...T[]];

function list(names: string): Some<string> {
  return names.trim().split(/,\s+/) as [string, ...string[]];
}

export const givenNames = list(`
  Aaliyah, Ada, Adam, Aisha, Akira, Alejandro, Alice, Amara, Ana, Anders, Anja, Anwar, Ayumi, Beatriz, Ben,
  Camille, Carlos, Chen, Chiara, Chidi, Clara, Daniel, David, Diego, Ebba, Elena, Emma, Erik, Fatima, Felix,
  Fiona, Freya, Gabriel, George, Grace, Hannah, Hassan, Helena, Hiroshi, Hugo, Ibrahim, Ines, Ingrid, Ivan,
  Jamal, Jana, Jin, Joao, Jonas, José, Julia, Kai, Karim, Katarzyna, Kenji, Laila, Lars, Léa, Leon, Lin, Lucas,
  Lucía, Magnus, Maja, Malik, Marco, María, Marta, Mei, Mia, Miguel, Mohammed, Nadia, Naomi, Nils, Noah, Noor,
  Olga, Oliver, Oskar, Paula, Pedro, Petra, Priya, Rahul, Renée, Rosa, Samuel, Sara, Sofia, Søren, Tariq, Teresa,
  Thomas, Tomás, Uma, Viktor, Wei, Yara, Yusuf, Zoë, Zuzana
`);

export const familyNames = list(`
  Abe, Adeyemi, Ahmed, Almeida, Andersson, Bauer, Becker, Bianchi, Brown, Castro, Chen, Costa, Da Silva, Diallo,
  Dubois, Eriksen, Evans, Fernández, Ferrari, Fischer, Fontaine, Garcia, Gómez, Gruber, Gupta, Haddad, Hansen,
  Hernández, Hoffmann, Horvat, Ito, Ivanova, Jansen, Jensen, Johnson, Jones, Kaur, Khan, Kim, Kowalski, Kovács,
  Larsen, Lefèvre, Lehmann, Li, Lindberg, López, Martin, Mensah, Meyer, Moreau, Müller, Murphy, Nakamura, Nguyen,
  Nielsen, Novák, Nowak, O'Brien, Okafor, Olsen, Papadopoulos, Park, Patel, Pereira, Petrov, Popescu, Ramos,
  Reyes, Ricci, Rodríguez, Romano, Rossi, Roy, Santos, Sato, Schmidt, Schneider, Shah, Silva, Singh, Smith,
  Sørensen, Suzuki, Svensson, Takahashi, Tanaka, Taylor, Tran, Usman, Van den Berg, Vargas, Virtanen, Wagner,
  Walker, Wang, Weber, Williams, Wójcik, Yamamoto, Yılmaz, Zhang, Zhou
`);

export const departments = list(`
  Accounting, Customer Care, Data Platform, Design, Engineering, Facilities, Field Service, Finance,
  Human Resources, Information Security, Internal Audit, Legal, Logistics, Manufacturing, Marketing, Operations,
  Procurement, Product, Quality, Research, Sales, Supply Chain, Tour Operations, Treasury
`);

export const titles = list(`
  Accountant, Administrator, Analyst, Architect, Assistant, Auditor, Buyer, Consultant, Controller, Coordinator,
  Designer, Director, Engineer, Manager, Planner, Producer, Recruiter, Researcher, Specialist, Team Lead,
  Technician, Tour Guide, Trainer, Writer
`);

export const places: Some<{
  readonly city: string;
  readonly country: string;
  readonly language: string;
  readonly timezone: string;
}> = [
  { city: 'Amsterdam', country: 'NL', language: 'nl-NL', timezone: 'Europe/Amsterdam' },
  { city: 'Berlin', country: 'DE', language: 'de-DE', timezone: 'Europe/Berlin' },
  { city: 'Chicago', country: 'US', language: 'en-US', timezone: 'America/Chicago' },
  { city: 'Copenhagen', country: 'DK', language: 'da-DK', timezone: 'Europe/Copenhagen' },
  { city: 'Dublin', country: 'IE', language: 'en-IE', timezone: 'Europe/Dublin' },
  { city: 'Lagos', country: 'NG', language: 'en-NG', timezone: 'Africa/Lagos' },
  { city: 'Lyon', country: 'FR', language: 'fr-FR', timezone: 'Europe/Paris' },
  { city: 'Madrid', country: 'ES', language: 'es-ES', timezone: 'Europe/Madrid' },
  { city: 'Milan', country: 'IT', language: 'it-IT', timezone: 'Europe/Rome' },
  { city: 'Mumbai', country: 'IN', language: 'en-IN', timezone: 'Asia/Kolkata' },
  { city: 'Osaka', country: 'JP', language: 'ja-JP', timezone: 'Asia/Tokyo' },
  { city: 'São Paulo', country: 'BR', language: 'pt-BR', timezone: 'America/Sao_Paulo' },
  { city: 'Seoul', country: 'KR', language: 'ko-KR', timezone: 'Asia/Seoul' },
  { city: 'Toronto', country: 'CA', language: 'en-CA', timezone: 'America/Toronto' },
  { city: 'Warsaw', country: 'PL', language: 'pl-PL', timezone: 'Europe/Warsaw' },
];
