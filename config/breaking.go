package config

import (
	"path"
	"strings"

	"go.yaml.in/yaml/v4"
)

func (r *reader) readBreaking(n *yaml.Node) {
	o := &r.config.Breaking
	r.mapping(n, "breaking", []setting{
		{"use", func(n *yaml.Node) { o.Use = r.rules(n, "use") }},
		{"except", func(n *yaml.Node) { o.Except = r.rules(n, "except") }},
		{"ignore", func(n *yaml.Node) { o.Ignore = r.paths(n, "ignore") }},
		{"ignore_only", r.readIgnoreOnly},
	})
}

// rules reads names of rules and categories.
func (r *reader) rules(n *yaml.Node, key string) []string {
	var names []string
	for _, item := range r.list(n, key) {
		if name, ok := r.rule(item, key); ok {
			names = append(names, name)
		}
	}
	return names
}

// rule reads the name of a rule or a category.
func (r *reader) rule(n *yaml.Node, key string) (string, bool) {
	name, ok := r.text(n, key)
	if !ok {
		return "", false
	}
	if err := r.checkRule(name); err != nil {
		r.refuse(at(n), "see https://buf.build/docs/breaking/rules", "%v", err)
		return "", false
	}
	return name, true
}

func (r *reader) readIgnoreOnly(n *yaml.Node) {
	only := map[string][]string{}
	r.pairs(n, "ignore_only", func(key, value *yaml.Node) {
		if rule, ok := r.rule(key, "a rule"); ok {
			only[rule] = r.paths(value, rule)
		}
	})
	r.config.Breaking.IgnoreOnly = only
}

// paths reads files and folders of .proto files. As in buf.yaml they begin at the folder of this file.
func (r *reader) paths(n *yaml.Node, key string) []string {
	var names []string
	for _, item := range r.list(n, key) {
		name, ok := r.text(item, key)
		if !ok {
			continue
		}
		r.ignored = append(r.ignored, item)
		names = append(names, name)
	}
	return names
}

// belowFolder makes paths relative to the folder of the .proto files, as imports have them.
func (r *reader) belowFolder() {
	folder := r.config.Folder()
	for _, n := range r.ignored {
		if name := path.Clean(n.Value); name != folder && !strings.HasPrefix(name, folder+"/") {
			r.refuse(at(n), "write the whole path, as buf.yaml has it: "+path.Join(folder, name), "%s is not below %s, the folder of the .proto files", shown(n), folder)
		}
	}
	o := &r.config.Breaking
	for _, names := range append([][]string{o.Ignore}, values(o.IgnoreOnly)...) {
		for i, name := range names {
			names[i] = path.Clean(strings.TrimPrefix(strings.TrimPrefix(path.Clean(name), folder), "/"))
		}
	}
}
