// Package shop is what package chat imports.
package shop

type Item struct {
	Title string
	Price float64
}

type Size int8

const (
	Small Size = iota + 1
	Large
)

type Base struct{ Name string }
