/**
 * The mark of Samleng: sound as rows of a krama, the checked scarf of Cambodia. As a data address,
 * so that the admin's content policy needs no exception.
 */
const mark = `
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 48 48" role="img" aria-label="Samleng">
  <rect width="48" height="48" rx="8" fill="#a3202c"/>
  <g fill="#fff">
    <rect x="8" y="20" width="5" height="8" rx="1"/>
    <rect x="16" y="13" width="5" height="22" rx="1"/>
    <rect x="24" y="8" width="5" height="32" rx="1"/>
    <rect x="32" y="15" width="5" height="18" rx="1"/>
  </g>
  <g fill="#a3202c" fill-opacity=".75">
    <rect x="8" y="22.5" width="29" height="1.5"/>
    <rect x="8" y="25.5" width="29" height="1.5"/>
  </g>
</svg>`;

export const logo = `data:image/svg+xml,${encodeURIComponent(mark.trim())}`;
