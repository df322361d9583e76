package socio

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/grpcgen/grpcgen/crud"
	"github.com/grpcgen/grpcgen/internal/cut"
)

// reader adds the parameters of a call to its options, and notes what is wrong with them.
type reader struct {
	fields  *crud.Fields
	invalid *crud.InvalidError
	options *crud.ListOptions
	page    error
}

func (r *reader) read(params map[string]any) error {
	for _, key := range slices.Sorted(maps.Keys(params)) {
		if len(r.invalid.Violations) >= crud.MaxViolations {
			break
		}
		value := params[key]
		switch key {
		case "ordering":
			r.order(value)
		case "search":
			r.search(value)
		case "page":
			r.number(value)
		case "page_size":
			r.size(value)
		default:
			r.filter(key, value)
		}
	}
	if err := r.invalid.Err(); err != nil {
		return err
	}
	return r.page
}

// isEmpty reports whether a parameter is one of django-filter's EMPTY_VALUES, which it does not filter by.
func isEmpty(value any) bool {
	switch v := value.(type) {
	case nil:
		return true
	case string:
		return v == ""
	case []any:
		return len(v) == 0
	case map[string]any:
		return len(v) == 0
	}
	return false
}

// order reads names with commas between them, or a list of them.
func (r *reader) order(value any) {
	var names []string
	switch v := value.(type) {
	case nil:
	case string:
		names = strings.Split(v, ",")
	case []any:
		for _, one := range v {
			names = append(names, fmt.Sprint(one))
		}
	default:
		r.invalid.Add("ordering", "must be a string or a list of strings")
	}
	var order []string
	sortable := r.fields.Sortable()
	for _, name := range names {
		name = strings.TrimSpace(name)
		switch {
		case name == "":
		case !slices.Contains(sortable, strings.TrimPrefix(name, "-")):
			r.invalid.Add("ordering", "%s cannot be sorted by; allowed: %s", cut.Quote(name), join(sortable))
			return
		case slices.ContainsFunc(order, func(by string) bool { return strings.Trim(by, "-") == strings.Trim(name, "-") }):
			r.invalid.Add("ordering", "%s is repeated", name)
		default:
			order = append(order, name)
		}
	}
	if len(order) > 0 {
		r.options.OrderBy = order
	}
}

// search reads words with spaces or commas between them, and texts in quotes.
func (r *reader) search(value any) {
	if isEmpty(value) {
		return
	}
	text, ok := scalar(value)
	if !ok {
		r.invalid.Add("search", "must be a string")
		return
	}
	r.options.Search = append(r.options.Search, terms(text)...)
}

// terms splits a text as Django REST Framework does.
func terms(text string) (all []string) {
	for text = strings.TrimLeft(text, " \t\r\n,"); text != ""; text = strings.TrimLeft(text, " \t\r\n,") {
		if quote := text[0]; quote == '"' || quote == '\'' {
			if end := strings.IndexByte(text[1:], quote); end > 0 {
				all = append(all, text[1:1+end])
				text = text[end+2:]
				continue
			}
		}
		end := strings.IndexAny(text, " \t\r\n,")
		if end < 0 {
			end = len(text)
		}
		all = append(all, text[:end])
		text = text[end:]
	}
	return all
}

// number reads the number of a page.
func (r *reader) number(value any) {
	if isEmpty(value) {
		return
	}
	text, ok := scalar(value)
	if ok && text == "last" {
		r.options.Page = -1
		return
	}
	n, err := strconv.ParseInt(text, 10, 32)
	if !ok || err != nil || n < 1 {
		r.page = errNoPage
		return
	}
	r.options.Page = int32(n)
}

func (r *reader) size(value any) {
	if isEmpty(value) {
		return
	}
	text, ok := scalar(value)
	n, err := strconv.ParseInt(text, 10, 64)
	if !ok || err != nil || n < 1 {
		r.invalid.Add("page_size", "must be a number from 1")
		return
	}
	r.options.PageSize = int32(min(n, math.MaxInt32))
}

// scalar returns a value as it is written.
func scalar(value any) (string, bool) {
	switch v := value.(type) {
	case string:
		return v, true
	case float64: // of a Struct
		return strconv.FormatFloat(v, 'f', -1, 64), true
	case bool:
		return strconv.FormatBool(v), true
	case fmt.Stringer: // json.Number
		return v.String(), true
	}
	return "", false
}

func join(names []string) string {
	if len(names) == 0 {
		return "nothing"
	}
	return strings.Join(names, ", ")
}
