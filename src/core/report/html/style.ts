// The look of the HTML report: one column that reads on a screen, in a mail client and on paper. Colours always come with a sign and a word.
export const STYLE = `
:root{color-scheme:light dark;--ink:#1b1f24;--soft:#57606a;--line:#d5dae0;--faint:#eef1f4;--paper:#fff;--card:#fff;--link:#0b5cad;
--green:#116329;--green-bg:#e3f5e6;--green-line:#9ad3a5;--red:#a4151c;--red-bg:#fdebea;--red-line:#eba5a3;--grey:#57606a;--grey-bg:#f1f3f5;--grey-line:#cfd5db;--mark:#7a4d00;--mark-bg:#fff1d6;
--mono:ui-monospace,SFMono-Regular,"SF Mono",Menlo,Consolas,"DejaVu Sans Mono","Liberation Mono",monospace}
@media (prefers-color-scheme:dark){:root{--ink:#e3e7eb;--soft:#9aa5b1;--line:#39424c;--faint:#1f262d;--paper:#14191e;--card:#191f25;--link:#7cb7ff;
--green:#7ddb90;--green-bg:#12301b;--green-line:#2c6b3b;--red:#ff9d97;--red-bg:#3b1718;--red-line:#8a3a3a;--grey:#a3adb8;--grey-bg:#232a31;--grey-line:#414b56;--mark:#f1c06b;--mark-bg:#3a2c10}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0;background:var(--paper);color:var(--ink);font:14px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,"DejaVu Sans",sans-serif}
main{max-width:1120px;margin:0 auto;padding:36px 28px 64px}
header .kind{font-size:12px;letter-spacing:.09em;text-transform:uppercase;color:var(--soft);margin:0 0 6px}
h1{font-size:27px;line-height:1.2;margin:0 0 6px;font-weight:650;letter-spacing:-.01em;overflow-wrap:anywhere}
h2{font-size:18px;line-height:1.3;margin:44px 0 12px;padding-bottom:6px;border-bottom:2px solid var(--ink);font-weight:650}
h3{font-size:15px;margin:0;font-weight:650;overflow-wrap:anywhere}
h4{font-size:11.5px;letter-spacing:.06em;text-transform:uppercase;color:var(--soft);margin:18px 0 6px;font-weight:650}
p{margin:0 0 8px}
a{color:var(--link);text-decoration:none}a:hover{text-decoration:underline}
code,pre,.mono{font-family:var(--mono);font-size:12.5px}
code{overflow-wrap:anywhere}
.soft{color:var(--soft)}.nowrap,.nowrap code{white-space:nowrap}
.verdict{font-size:17px;margin:14px 0 18px}
.counts{display:flex;flex-wrap:wrap;gap:8px;margin:0 0 18px;padding:0;list-style:none}
.counts li{border:1px solid var(--line);border-radius:6px;padding:5px 12px;font-variant-numeric:tabular-nums}
.counts b{font-size:17px;margin-right:5px}
.meta{display:grid;grid-template-columns:max-content 1fr;gap:2px 18px;margin:0}
.meta dt{color:var(--soft)}.meta dd{margin:0;overflow-wrap:anywhere}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
th,td{text-align:left;vertical-align:top;padding:5px 10px;border-bottom:1px solid var(--line)}
th{font-weight:600;color:var(--soft);font-size:12px;border-bottom:1.5px solid var(--soft);white-space:nowrap}
td.n,th.n{text-align:right;white-space:nowrap}
td.wrap{overflow-wrap:anywhere;min-width:12em}td.nowrap+td.wrap:last-child{width:100%}
table.grid{width:auto;border-collapse:separate;border-spacing:4px}
table.grid th,table.grid td{border:0;padding:5px 9px}
table.grid thead th{text-align:center;vertical-align:bottom}
table.grid tbody th{vertical-align:middle;color:var(--ink);font-family:var(--mono);font-size:12.5px;font-weight:400}
table.grid td{padding:0;min-width:116px}
.box{display:block;border:1px solid var(--grey-line);border-radius:6px;padding:6px 10px;background:var(--grey-bg);color:var(--grey)}
a.box:hover{text-decoration:none;outline:2px solid currentColor}
.box.green{background:var(--green-bg);border-color:var(--green-line);color:var(--green)}
.box.red{background:var(--red-bg);border-color:var(--red-line);color:var(--red);border-width:2px;padding:5px 9px}
.box b{font-weight:650}.box small{display:block;font-size:11.5px;opacity:.85}
.empty{text-align:center;color:var(--soft)}
.tag{color:var(--grey);font-weight:650;white-space:nowrap}.tag.green{color:var(--green)}.tag.red{color:var(--red)}
.mark{display:inline-block;font:600 11px/1.4 var(--mono);color:var(--mark);background:var(--mark-bg);border-radius:3px;padding:0 5px;margin-left:4px}
.legend{color:var(--soft);font-size:12.5px;margin-top:8px}.legend>span{margin-right:14px;white-space:nowrap}
.card{border:1px solid var(--line);border-left:5px solid var(--grey-line);border-radius:6px;background:var(--card);padding:14px 18px;margin:14px 0}
.card.red{border-left-color:var(--red)}.card.green{border-left-color:var(--green)}
.reason{margin:6px 0 0;font-size:15px;overflow-wrap:anywhere}
pre{margin:0;padding:10px 12px;background:var(--faint);border-radius:5px;white-space:pre-wrap;overflow-wrap:anywhere;line-height:1.45}
ul{margin:0 0 8px;padding-left:20px}
.finding{border-left:3px solid var(--line);padding-left:12px;margin:0 0 14px}.fix{margin:10px 0 0}.fix .tag{white-space:normal}.fix p{margin:0 0 4px}
pre.failing{border-left:3px solid var(--red)}
details{border-bottom:1px solid var(--line)}
details>summary{cursor:pointer;padding:8px 2px;list-style-position:outside}
details>summary:hover{background:var(--faint)}
details>div{padding:2px 0 18px 16px}
tr.heavy td:first-child{font-weight:650}
footer{margin-top:48px;padding-top:10px;border-top:1px solid var(--line);color:var(--soft);font-size:12.5px}
@media print{:root{color-scheme:light;--ink:#000;--soft:#444;--line:#bbb;--faint:#f4f4f4;--paper:#fff;--card:#fff;--link:#000;--green:#0b4d1e;--green-bg:#fff;--green-line:#0b4d1e;--red:#8e0f15;--red-bg:#fff;--red-line:#8e0f15;--grey:#444;--grey-bg:#fff;--grey-line:#999;--mark:#5c3a00;--mark-bg:#fff}
@page{margin:14mm}
body{font-size:10.5pt}th,td{padding:2.5px 8px}table.grid th,table.grid td{padding:2px 6px}table.grid td{padding:0}pre{padding:6px 8px}main{max-width:none;padding:0}code,pre,.mono{font-size:8.5pt}
h2{break-after:avoid;margin-top:26px}h3,h4{break-after:avoid}
tr,.box{break-inside:avoid}thead{display:table-header-group}
.card{break-inside:auto}.scroll{overflow:visible}table.grid td{min-width:0}
details::details-content{content-visibility:visible;display:block;height:auto}
details>summary{list-style:none;font-weight:600}details>summary::-webkit-details-marker{display:none}
a{text-decoration:none}}
`;
