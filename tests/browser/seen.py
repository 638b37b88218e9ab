"""What a page gives to those who hear it, and how well its words stand out (WCAG 2.1: 1.3.1, 4.1.2 and 1.4.3)."""

from __future__ import annotations

from typing import cast

from playwright.sync_api import Page

_NAMELESS = """() => [...document.querySelectorAll('input, select, textarea, button, a, summary')]
  .filter(one => one.type !== 'hidden' && one.checkVisibility())
  .filter(one => !(one.labels?.length || one.ariaLabel || one.textContent.trim() || one.querySelector('img[alt]')))
  .map(one => one.outerHTML)"""

#: The words of each element under a selector, with their contrast to the nearest ground that is painted.
_CONTRASTS = """selector => {
  const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true })
  const painted = colour => {
    canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1)
    return [...canvas.getImageData(0, 0, 1, 1).data]
  }
  const light = ([r, g, b]) => [r, g, b].map(c => c / 255)
    .map(c => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
    .reduce((sum, c, n) => sum + c * [0.2126, 0.7152, 0.0722][n], 0)
  const ground = one => {
    const colour = painted(getComputedStyle(one).backgroundColor)
    return colour[3] > 250 || !one.parentElement ? colour : ground(one.parentElement)
  }
  const found = {}
  for (const one of document.querySelectorAll(selector + ' *')) {
    const words = [...one.childNodes].filter(n => n.nodeType === 3).map(n => n.data.trim()).join('')
    if (!words || !one.checkVisibility() || one.closest('option, .only-heard')) continue
    const [above, below] = [light(painted(getComputedStyle(one).color)), light(ground(one))].sort((a, b) => b - a)
    found[words] = Math.min(found[words] ?? 99, (above + 0.05) / (below + 0.05))
  }
  return found
}"""


def nameless(page: Page) -> list[str]:
    """Controls that can be seen and would be read out without a name."""
    return cast(list[str], page.evaluate(_NAMELESS))


def contrasts(page: Page, selector: str) -> dict[str, float]:
    """Words under this selector -> their contrast; 4.5 is asked for."""
    return cast(dict[str, float], page.evaluate(_CONTRASTS, selector))
