"""How evidence.html looks, and what a browser may load for it: this style and nothing else.

A state is never said by colour alone: kinds of underline and a small sign behind the figure (约, 预, 推, 疑, 缺, ⚠) say it too.
The signs are made by the style, so that the text that one copies is the report's own.
"""

from __future__ import annotations

import base64
import hashlib

STYLE = """
:root{--ink:#1f2937;--soft:#5b6673;--line:#d5dce3;--paper:#fff;--side:#f4f6f8;--link:#1d4ed8;--doubt:#9a3412}
*{box-sizing:border-box}
html{scroll-padding-top:4rem;color:var(--ink);background:var(--side)}
body{margin:0;font:16px/1.9 "Noto Sans CJK SC","Source Han Sans SC","Microsoft YaHei","PingFang SC","SimSun",sans-serif}
a{color:var(--link)}
h1{font-size:1.25rem;margin:0 0 .3rem;line-height:1.4}
h2{font-size:1.1rem;margin:0;line-height:1.5}
h3{font-size:.95rem;margin:1rem 0 .2rem;color:var(--soft)}
.side{position:fixed;top:0;bottom:0;left:0;width:21rem;overflow:auto;padding:1rem;font-size:.86rem;line-height:1.6;
border-right:1px solid var(--line)}
.side ul{list-style:none;margin:0;padding:0}
.side li{padding:.05rem 0 .05rem .8rem}
.side details{border-top:1px solid var(--line)}
.side summary{cursor:pointer;padding:.15rem 0}
.side details:target>summary{font-weight:bold;outline:2px solid var(--link)}
.count,.note{color:var(--soft)}
main{margin-left:21rem;padding:1rem 2rem 60vh}
section{max-width:54rem;margin:0 auto 1.5rem;background:var(--paper);border:1px solid var(--line);border-radius:4px}
header{position:sticky;top:0;padding:.5rem 1.5rem;background:var(--paper);border-bottom:1px solid var(--line)}
header .note{font-size:.8rem;line-height:1.4;overflow-wrap:anywhere}
.legend,.text,.excerpts{padding:1rem 1.5rem;margin:0}
.text,.excerpt{white-space:pre-wrap;overflow-wrap:anywhere}
.legend div{display:flex;gap:1rem}
.legend dt{flex:0 0 9rem}
.legend dd{margin:0}
.m{color:inherit;text-decoration:none;border-radius:2px}
.m:target{outline:3px solid var(--link);outline-offset:2px}
.exact,.approximate,.estimated,.inferred,.conflict,.missing{font-weight:bold;background:#e3f1e6;
border-bottom:2px solid #2f7d45}
.approximate{border-bottom-style:dashed}
.estimated,.inferred{border-bottom-style:dotted;background:#eaf1fb;border-bottom-color:#1d4ed8}
.conflict{background:#fdeee0;border-bottom:4px double var(--doubt)}
.missing{background:#fdeee0;border-bottom:2px dashed var(--doubt)}
.facet{border-bottom:1px solid #2f7d45}
.matched{border-bottom:1px dashed #2f7d45}
.open{border-bottom:1px dotted var(--soft)}
.other{color:var(--soft)}
.m::after{font-size:.68em;vertical-align:super;color:var(--doubt);font-weight:bold}
.estimated::after{content:"预"}
.inferred::after{content:"推"}
.conflict::after{content:"疑"}
.missing::after{content:"缺"}
.warning::before{content:"⚠";color:var(--doubt)}
.error::before{content:"⚠⚠";color:var(--doubt)}
@media (max-width:60rem){.side{position:static;width:auto;border:0}main{margin:0;padding:0}}
@media print{.side{display:none}main{margin:0;padding:0}header{position:static}section{border:0;max-width:none}}
"""


def policy() -> str:
    """The content policy: no scripts, no pictures, no connections, and no style but ours."""
    digest = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
