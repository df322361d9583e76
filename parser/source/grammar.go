package source

// target is what a comment can be above.
type target uint8

const (
	onNothing target = iota
	onPackage
	onType
	onMethod
	onConst
	onField
	onFunc
	onVar
)

// String names the target as an error message does.
func (t target) String() string {
	return [...]string{"a comment by itself", "a package clause", "a type", "a method", "a constant", "a struct field", "a function", "a variable"}[t]
}

// rule is the grammar of one directive.
type rule struct {
	on, or     target              // what it must be above, and what else it can
	positional string              // what the word without a key is, empty if there is none
	required   bool                // the word without a key must be there
	keys       map[string][]string // allowed keys and, where not free, their values
	flags      []string            // words without a value, such as "-"
	later      []string            // keys that a later version gives an effect
	several    []string            // keys that may be repeated
	repeatable bool
}

// free marks a key whose value is not from a list.
var free []string

// grammar is every directive there is.
var grammar = map[string]rule{
	"package": {on: onPackage, positional: "NAME", required: true,
		keys: map[string][]string{"file": free, "was": free}},
	"service": {on: onType,
		keys: map[string][]string{"name": free, "messages": free, "was": free}},
	"action": {on: onMethod, flags: []string{"-"},
		keys: map[string][]string{
			"stream":      {"unary", "server", "client", "bidi"},
			"name":        free,
			"request":     free,
			"response":    free,
			"idempotency": {"no_side_effects", "idempotent"},
			"model":       free,
			"http":        free,
			"was":         free,
		}, several: []string{"http"}, later: []string{"timeout", "retry", "auth"}},
	"param": {on: onMethod, positional: "NAME", required: true, repeatable: true,
		keys: tagKeys, flags: tagFlags},
	"message": {on: onType, keys: map[string][]string{"name": free, "was": free}},
	"enum":    {on: onType, flags: []string{"-"}, keys: map[string][]string{"name": free, "was": free, "prefix": free}},
	"oneof":   {on: onType, keys: map[string][]string{"name": free, "was": free}},
	"field":   {on: onConst, or: onType, flags: []string{"-"}, keys: map[string][]string{"name": free, "was": free}},
}

// What a struct tag, or //grpc:param, can hold.
var (
	tagKeys  = map[string][]string{"name": free, "was": free, "type": free, "key": free, "json": free, "oneof": free, "max": free}
	tagFlags = []string{"unpacked"}

	// What only the fields of a struct can say: where they travel, and what clients may do with them in a model service.
	fieldKeys  = map[string][]string{"when": {"buf", "socio", "socio_filters", "socio_pagination"}, "filter": free, "keys": free}
	fieldFlags = []string{"-", "inline", "read_only", "write_only", "writable", "primary", "sort", "search"}
)
