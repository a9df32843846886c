#include <fmt/format.h>

#include "report/assets.hpp"
#include "report/palette.hpp"

namespace shoal::report {
namespace {

constexpr std::string_view k_style = R"css(
:root{--paper:#fff;--panel:#f6f7f9;--ink:#1b1f24;--soft:#565f69;--line:#d5dae0;--grid:#e6e9ed;--accent:#0b5394;
--note:#fff6df;--note-line:#c99a2e;--edge:rgba(0,0,0,.35);--sx:#8b939c;color-scheme:light}
*{box-sizing:border-box;print-color-adjust:exact;-webkit-print-color-adjust:exact}
html{scroll-behavior:smooth;-webkit-text-size-adjust:100%}
body{margin:0;overflow-wrap:anywhere;background:var(--paper);color:var(--ink);
font:16px/1.55 -apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,"Liberation Sans",sans-serif}
header,nav,main,footer{max-width:1120px;margin:0 auto;padding:0 20px}
header{padding-top:40px}
.skip{position:absolute;left:-999px}
.skip:focus{left:12px;top:12px;background:var(--ink);color:var(--paper);padding:8px 14px;z-index:2}
a{color:var(--accent)}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
.eyebrow{margin:0 0 6px;color:var(--soft)}
h1{margin:0 0 22px;font-size:clamp(26px,4.4vw,42px);line-height:1.18;letter-spacing:-.015em;max-width:26em;
text-wrap:balance}
h2{margin:0 0 18px;font-size:26px;line-height:1.25;letter-spacing:-.01em}
h3{margin:0 0 10px;font-size:17px;line-height:1.35}
h4{margin:14px 0 2px;font-size:13px;line-height:1.4;color:var(--soft);font-weight:600}
p,ul,ol{margin:0 0 12px;max-width:46em}
li{margin:2px 0}
section{padding:38px 0 14px;border-top:1px solid var(--line)}
section>h3{margin-top:22px}
.figures{display:flex;flex-wrap:wrap;gap:14px 40px;margin:0 0 24px}
.figures div{display:flex;flex-direction:column-reverse}
.figures dt{font-size:14px;color:var(--soft)}
.figures dd{margin:0;font-size:23px;font-weight:600;font-variant-numeric:tabular-nums}
.note{background:var(--note);border-left:4px solid var(--note-line);padding:12px 18px;margin:0 0 24px}
.note p,.note ul{margin:0}
.note ul{padding-left:20px}
nav{margin-bottom:34px}
nav ul{display:flex;flex-wrap:wrap;gap:4px 22px;list-style:none;padding:0;margin:0;max-width:none}
.grid{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,420px),1fr));gap:34px 44px;margin:0 0 26px}
.grid>*{min-width:0}
.thirds{grid-template-columns:repeat(auto-fit,minmax(min(100%,290px),1fr));gap:30px}
figure{margin:0;break-inside:avoid}
figcaption{font-size:14px;color:var(--soft);margin-top:8px}
figcaption p{margin:0}
svg{display:block;width:100%;height:auto;max-width:540px;overflow:visible}
.third svg{max-width:430px}
svg text{font-size:12.5px;fill:var(--ink);font-family:inherit}
svg .m{fill:var(--soft)}svg .b{font-weight:700}svg .tiny{font-size:11px}svg .k{fill:#000}svg .w{fill:#fff}
svg .mid{text-anchor:middle}svg .end{text-anchor:end}
svg .halo{paint-order:stroke;stroke:var(--paper);stroke-width:4px;stroke-linejoin:round}
.fill{fill:var(--c);stroke:var(--edge);stroke-width:.6}
.pale{fill-opacity:.35}
svg .ink{fill:var(--t);font-weight:700}
.dots{fill:none;stroke:var(--edge);stroke-width:5.6;stroke-linecap:round}
.dots use{stroke:var(--c);stroke-width:4.4}
.gl{stroke:var(--grid);stroke-width:1}
.centre{fill:var(--paper)}
.axis{stroke:var(--soft);stroke-width:1}
.curve{fill:none;stroke:var(--soft);stroke-width:1.8}
.dot{fill:var(--soft)}.chosen.dot{fill:var(--accent)}
.ring{fill:var(--paper);stroke:var(--soft);stroke-width:2}
.mark{stroke:var(--accent);stroke-width:1.5;stroke-dasharray:4 3}
.mark-under{stroke:var(--paper);stroke-width:4}
.guide{stroke:var(--soft);stroke-dasharray:1 3;stroke-width:1.4}
.whole,.bar{fill:var(--accent)}.gone{fill:#b35806}.track{fill:var(--panel)}.empty{fill:var(--panel)}
.key{list-style:none;display:flex;flex-wrap:wrap;gap:4px 16px;padding:0;margin:6px 0 8px}
.key li{display:flex;align-items:center;gap:7px;color:var(--ink)}
.words{list-style:none;padding:0}
.words li{display:flex;gap:12px;margin:0 0 12px}
.words div,.key li{min-width:0}
.words .badge{margin-top:2px}
.badge{display:inline-flex;align-items:center;justify-content:center;flex:none;min-width:22px;height:22px;padding:0 5px;
border-radius:11px;background:var(--c);color:var(--t);font-size:12.5px;line-height:1;border:1px solid var(--edge)}
.cards{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,430px),1fr));gap:22px;margin:10px 0 26px}
.cards.by-three{grid-template-columns:repeat(auto-fill,minmax(min(100%,320px),1fr))}
.card{background:var(--panel);border-top:7px solid var(--c);border-radius:4px;padding:16px 20px 10px;break-inside:avoid;
min-width:0}
.card h3{display:flex;gap:10px;align-items:flex-start;font-size:19px;margin-bottom:6px}
.card h3 .words{list-style:none;padding:0}
.words li{display:flex;gap:12px;margin:0 0 12px}
.words div,.key li{min-width:0}
.words .badge{margin-top:2px}
.badge{margin-top:2px}
.card ul{padding-left:18px;margin-bottom:6px}
.card p{margin-bottom:6px}
.fine{font-size:14px;color:var(--soft)}
.flag{border-left:4px solid var(--note-line);background:var(--note);padding:4px 10px;font-size:14px}
.scroll{overflow-x:auto;margin:0 0 20px}
table{border-collapse:collapse;font-size:14px;font-variant-numeric:tabular-nums;width:100%}
th,td{overflow-wrap:break-word;padding:6px 10px;border-bottom:1px solid var(--line);text-align:left;vertical-align:top}
thead th{vertical-align:bottom;color:var(--soft);font-weight:600;border-bottom:1.5px solid var(--soft);line-height:1.3}
tbody th{font-weight:600;min-width:8.5em}
tbody th.n{min-width:0}
th.n,td.n{text-align:right}
td.n{white-space:nowrap}
tr.seg>:first-child{box-shadow:inset 5px 0 var(--c)}
tr.chosen>*{background:var(--panel);font-weight:700}
button.sort{all:unset;cursor:pointer;color:inherit;font:inherit}
button.sort:focus-visible{outline:3px solid var(--accent)}
button.sort::after{content:"\a0\2195";opacity:.55}
[aria-sort=ascending] button.sort::after{content:"\a0\2191";opacity:1}
[aria-sort=descending] button.sort::after{content:"\a0\2193";opacity:1}
pre{background:var(--panel);padding:14px 18px;overflow-x:auto;font-size:15px;border-radius:4px}
code{font-family:ui-monospace,"SF Mono",Menlo,Consolas,"Liberation Mono",monospace;font-size:.93em}
ul.facts,ul.reasons{padding-left:20px;margin-bottom:24px}
dl.facts{margin:0 0 14px}
dl.facts div{display:grid;grid-template-columns:minmax(110px,170px) 1fr;gap:12px;padding:4px 0}
dl.facts dt{color:var(--soft)}
dl.facts dd{margin:0}
summary{cursor:pointer;margin-bottom:8px}
footer{padding-bottom:46px;color:var(--soft);font-size:14px}
footer p{max-width:none;padding-top:18px;border-top:1px solid var(--line)}
[data-seg]{transition:opacity .12s}
@media (prefers-reduced-motion:reduce){*{transition:none!important;scroll-behavior:auto!important}}
@media (min-width:640px){.half svg text{font-size:11px}.half svg .tiny{font-size:9.5px}}
@media (max-width:480px){header{padding-top:24px}svg text{font-size:14px}svg .tiny{font-size:12px}.card{padding:14px 16px 8px}}
@media print{
@page{size:A4;margin:14mm}
body{font-size:10.5pt}header,main,footer{max-width:none;padding:0}nav,.skip,.downloads,section>h3:has(+.downloads){display:none}
section{padding:16px 0 4px}h1{font-size:24pt}h3{font-size:11.5pt}h2,h3{break-after:avoid}
.grid{grid-template-columns:1fr 1fr;gap:18px 26px}.thirds{grid-template-columns:1fr 1fr 1fr;gap:18px}
.grid:has(>.scroll),.grid:has(>div>.scroll){grid-template-columns:1fr}
.cards{grid-template-columns:1fr 1fr!important;gap:12px}.card{padding:8px 12px 2px;font-size:9pt;line-height:1.4}.card h3{font-size:12pt}.card h4{margin-top:6px;font-size:8.5pt}
figcaption,.fine,.flag{font-size:8.5pt}.key{gap:2px 12px}p,ul{margin-bottom:6px}
.half svg{max-width:330px}.half svg text{font-size:13px}.third svg text{font-size:14.5px}
.scroll,pre{overflow:visible;break-inside:avoid}pre{white-space:pre-wrap}tbody th,td:not(.n){overflow-wrap:anywhere}thead th{overflow-wrap:anywhere;min-width:5.6em;font-size:7pt}details:not([open]){display:none}dl.facts div{grid-template-columns:110px 1fr}table{font-size:8pt}th,td{padding:3px 5px}tr{break-inside:avoid}
button.sort::after{content:""!important}
}
)css";

constexpr std::string_view k_dark_style =
    "--paper:#14171c;--panel:#1d2229;--ink:#e8ebef;--soft:#a6b0bb;--line:#363d47;--grid:#2a3038;--accent:#7db7f0;"
    "--note:#2b2616;--note-line:#c99a2e;--edge:rgba(255,255,255,.35);color-scheme:dark";

template <class Colours>
std::string segment_colours(const Colours& colours) {
  std::string out;
  for (std::size_t c = 0; c < colours.size(); ++c) {
    out += fmt::format(".s{}{{--c:{};--t:{}}}\n", c, colours[c], ink_on(colours[c]));
  }
  return out;
}

/// While a segment is pointed at, the others step back; only the first twelve take part.
std::string highlights() {
  std::string out;
  for (int c = 0; c < k_segment_colours; ++c) {
    out += fmt::format("{}[data-hl=\"{}\"] svg [data-seg]:not([data-seg=\"{}\"])", c > 0 ? "," : "", c, c);
  }
  return out + "{opacity:.14}\n";
}

}  // namespace

std::string style_sheet() {
  return fmt::format(
      "{}{}.sx{{--c:var(--sx);--t:#000}}\n@media screen{{{}}}\n@media screen and "
      "(prefers-color-scheme:dark){{:root{{{}}}\n.gone{{fill:#e08a3c}}\n{}}}\n",
      k_style, segment_colours(k_light_colours), highlights(), k_dark_style, segment_colours(k_dark_colours));
}

}  // namespace shoal::report
