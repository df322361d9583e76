package config

import (
	"maps"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"
)

// setting is a key that a mapping can have, and what reads its value.
type setting struct {
	key  string
	read func(*yaml.Node)
}

// mapping reads the value of each key, and reports unknown keys.
func (r *reader) mapping(n *yaml.Node, what string, settings []setting) {
	var allowed []string
	for _, s := range settings {
		allowed = append(allowed, s.key)
	}
	r.pairs(n, what, func(key, value *yaml.Node) {
		i := slices.Index(allowed, key.Value)
		if i < 0 || key.Kind != yaml.ScalarNode {
			r.refuse(at(key), "allowed here: "+strings.Join(allowed, ", "), "unknown key %s", shown(key))
			return
		}
		settings[i].read(value)
	})
}

// pairs goes over the keys and values of a mapping.
func (r *reader) pairs(n *yaml.Node, what string, do func(key, value *yaml.Node)) {
	if n.Kind != yaml.MappingNode {
		r.refuse(at(n), "write keys and values, as in version: 1", "%s must be a mapping, not %s", what, kind(n))
		return
	}
	seen := map[string]bool{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		if seen[key.Value] {
			r.refuse(at(key), "keep one of them", "duplicate key %s", shown(key))
			continue
		}
		seen[key.Value] = true
		do(key, resolved(value))
	}
}

// list returns the items of a sequence.
func (r *reader) list(n *yaml.Node, what string) []*yaml.Node {
	if n.Kind != yaml.SequenceNode {
		r.refuse(at(n), "write a list: "+what+": [A, B]", "%s must be a list, not %s", what, kind(n))
		return nil
	}
	items := make([]*yaml.Node, len(n.Content))
	for i, item := range n.Content {
		items[i] = resolved(item)
	}
	return items
}

// text returns the text of a scalar.
func (r *reader) text(n *yaml.Node, what string) (string, bool) {
	if n.Kind != yaml.ScalarNode || n.Tag != "!!str" || n.Value == "" {
		r.refuse(at(n), "write a string, in quotes if YAML would read it as something else", "%s must be a string, not %s", what, kind(n))
		return "", false
	}
	return n.Value, true
}

// resolved returns what an alias stands for.
func resolved(n *yaml.Node) *yaml.Node {
	if n.Kind == yaml.AliasNode {
		return n.Alias
	}
	return n
}

// kind names the kind of a value as a problem does.
func kind(n *yaml.Node) string {
	switch n.Kind {
	case yaml.MappingNode:
		return "a mapping"
	case yaml.SequenceNode:
		return "a list"
	}
	if n.Value == "" {
		return "empty"
	}
	return n.Value
}

// shown returns a value as a problem shows it.
func shown(n *yaml.Node) string {
	if n.Kind != yaml.ScalarNode || n.Value == "" {
		return kind(n)
	}
	return n.Value
}

func values(m map[string][]string) [][]string { return slices.Collect(maps.Values(m)) }
