// Package breaking compares the descriptors of .proto files with those of an earlier state, and finds the changes that break
// users of the earlier one. The rules, their categories and the words of the findings are those of buf, so that a team
// can move between the two: https://buf.build/docs/breaking/rules/.
//
// It works on descriptors and does not read Go source; Positions finds the Go declaration behind a descriptor.
package breaking

import (
	"cmp"
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"

	"google.golang.org/protobuf/reflect/protoreflect"
)

// Options choose the rules. The zero value is the category WIRE_JSON with no exceptions.
type Options struct {
	Use        []string            // names of rules and categories; none for DefaultCategory
	Except     []string            // names of rules and categories that are left out of Use
	Ignore     []string            // files and folders of .proto files, as imports name them, that no rule applies to
	IgnoreOnly map[string][]string // by rule or category: files and folders that it does not apply to
}

// Finding is one breaking change.
type Finding struct {
	Rule    string
	Message string
	At      protoreflect.Descriptor // what changed, or what encloses it if it is gone; nil if its whole file is gone
	Was     protoreflect.Descriptor // what it was in the earlier state
}

// Compare returns the breaking changes from before to now, sorted by file and declaration. Imports of these files are not
// compared. The error is an unknown name in the options.
func Compare(now, before []protoreflect.FileDescriptor, options Options) ([]Finding, error) {
	chosen, err := options.rules()
	if err != nil {
		return nil, err
	}
	c := &comparison{now: newState(now), was: newState(before)}
	for _, r := range chosen {
		c.rule = r.name
		r.check(c)
	}
	findings := slices.DeleteFunc(c.findings, options.ignored())
	slices.SortStableFunc(findings, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(filePath(a.At), filePath(b.At)), slices.Compare(index(a.At), index(b.At)),
			cmp.Compare(a.Rule, b.Rule), cmp.Compare(a.Message, b.Message))
	})
	return findings, nil
}

// comparison is one run of the rules.
type comparison struct {
	now, was state
	rule     string
	findings []Finding
}

func (c *comparison) report(at, was protoreflect.Descriptor, format string, args ...any) {
	c.findings = append(c.findings, Finding{Rule: c.rule, Message: fmt.Sprintf(format, args...), At: at, Was: was})
}

// rules returns the rules that the options choose, in the order of the table.
func (o Options) rules() ([]rule, error) {
	use := o.Use
	if len(use) == 0 {
		use = []string{DefaultCategory}
	}
	used, err := expand(use)
	if err != nil {
		return nil, err
	}
	except, err := expand(o.Except)
	if err != nil {
		return nil, err
	}
	for _, name := range slices.Sorted(maps.Keys(o.IgnoreOnly)) {
		if err := CheckName(name); err != nil {
			return nil, err
		}
	}
	return slices.DeleteFunc(slices.Clone(table), func(r rule) bool { return !used[r.name] || except[r.name] }), nil
}

// CheckName returns an error that lists the categories unless name is that of a rule or a category.
func CheckName(name string) error {
	_, err := expand([]string{name})
	return err
}

// expand returns the names of the rules that names of rules and categories stand for.
func expand(names []string) (map[string]bool, error) {
	out := map[string]bool{}
	for _, name := range names {
		found := false
		for _, r := range table {
			if r.name == name || slices.Contains(strings.Fields(r.categories), name) {
				out[r.name], found = true, true
			}
		}
		if !found {
			return nil, fmt.Errorf("there is no rule or category %s: the categories are %s", name, strings.Join(Categories, ", "))
		}
	}
	return out, nil
}

// ignored returns a function that reports whether the options ignore a finding, by its file or its earlier file.
func (o Options) ignored() func(Finding) bool {
	folders := map[string][]string{}
	for name, paths := range o.IgnoreOnly {
		rules, _ := expand([]string{name})
		for r := range rules {
			folders[r] = append(folders[r], paths...)
		}
	}
	return func(f Finding) bool {
		paths := append(slices.Clone(o.Ignore), folders[f.Rule]...)
		return slices.ContainsFunc(paths, func(p string) bool { return within(filePath(f.At), p) || within(filePath(f.Was), p) })
	}
}

// within reports whether a file is the one, or in the folder, that a path names.
func within(file, name string) bool {
	name = path.Clean(name)
	return file != "" && (name == "." || file == name || strings.HasPrefix(file, name+"/"))
}

// filePath returns the file that a descriptor is in, and "" for none.
func filePath(d protoreflect.Descriptor) string {
	if d == nil {
		return ""
	}
	return d.ParentFile().Path()
}

// index returns where in its file a descriptor is.
func index(d protoreflect.Descriptor) []int {
	var out []int
	for ; d != nil; d = d.Parent() {
		kind := 0
		switch d.(type) {
		case protoreflect.EnumDescriptor:
			kind = 1
		case protoreflect.ServiceDescriptor:
			kind = 2
		}
		out = append(out, d.Index(), kind)
	}
	slices.Reverse(out)
	return out
}
