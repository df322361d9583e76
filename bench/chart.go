package main

import (
	"fmt"
	"html"
	"os"
	"strings"
)

// chart draws the results of races as bars: how many times as fast as the first contender each one is.
type chart struct {
	rows strings.Builder
	y    int
}

const (
	chartWidth = 760
	barLeft    = 300
	barUnit    = 60 // one time as fast
	barHeight  = 14
)

func (c *chart) add(r namedRace, results []result) {
	c.y += 26
	fmt.Fprintf(&c.rows, `<text x="8" y="%d" font-weight="bold">%s</text>`+"\n", c.y, html.EscapeString(r.title()))
	for _, x := range results {
		times := results[0].time / x.time
		colour := "#9aa5b1"
		if strings.HasPrefix(x.name, "grpcgen") {
			colour = "#0b6bcb"
		}
		c.y += barHeight + 4
		width := min(times*barUnit, chartWidth-barLeft-50)
		fmt.Fprintf(&c.rows, `<text x="%d" y="%d" text-anchor="end">%s</text><rect x="%d" y="%d" width="%.0f" height="%d" fill="%s"/><text x="%.0f" y="%d">%.1fx</text>`+"\n",
			barLeft-8, c.y, html.EscapeString(x.name), barLeft, c.y-barHeight+3, width, barHeight, colour, barLeft+width+6, c.y, times)
	}
}

// write saves the chart as SVG.
func (c *chart) write(path string) error {
	svg := fmt.Sprintf(`<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" font-family="sans-serif" font-size="12">
<rect width="100%%" height="100%%" fill="white"/>
%s</svg>
`, chartWidth, c.y+20, c.rows.String())
	return os.WriteFile(path, []byte(svg), 0o644)
}
