package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"google.golang.org/protobuf/reflect/protoreflect"

	"github.com/grpcgen/grpcgen/breaking"
	"github.com/grpcgen/grpcgen/breaking/committed"
	"github.com/grpcgen/grpcgen/config"
	"github.com/grpcgen/grpcgen/emitter"
	"github.com/grpcgen/grpcgen/parser/schema"
)

// findings reads both states of the module, and compares them by the rules that it has chosen.
func (b *breakingRun) findings(ctx context.Context) (*schema.Schema, []breaking.Finding, error) {
	m, err := readModule(ctx, b.config.Dir)
	if err != nil {
		return nil, nil, err
	}
	b.config.Root, b.config.Settings = m.Root, m.Settings
	use := b.options.Use
	if b.options = breaking.Options(m.Breaking); len(use) > 0 {
		b.options.Use = use
	}
	before, err := b.before(ctx, m.Dir)
	if err != nil {
		return nil, nil, usageError{err}
	}
	return b.compare(ctx, before)
}

// before reads the .proto files of the earlier state, where the grpcgen.yaml of that state has them.
func (b *breakingRun) before(ctx context.Context, root string) (*committed.Tree, error) {
	state, err := committed.Open(ctx, root, b.against)
	if err != nil {
		return nil, err
	}
	text, err := state.File(ctx, config.FileName)
	if err != nil {
		return nil, err
	}
	return state.Protos(ctx, config.ProtoFolder(text))
}

// compare compares the module with an earlier state of it. The problems of both states come as one error.
func (b *breakingRun) compare(ctx context.Context, before *committed.Tree) (*schema.Schema, []breaking.Finding, error) {
	var problems schema.Diagnostics
	s, now, err := b.descriptors(ctx)
	if err != nil && !errors.As(err, &problems) {
		return nil, nil, err
	}
	names := b.compared(before, now)
	if len(names) == 0 && err == nil && len(before.Files) == 0 {
		fmt.Fprintf(b.errOut, "%s has no .proto file: there was nothing to break\n", b.oneLine(strings.TrimSuffix(before.Name, "/")))
	}
	was, err := breaking.Compile(before.Files, names, breaking.ImportedEnum(now))
	var old schema.Diagnostics
	if err != nil && !errors.As(err, &old) {
		return nil, nil, err
	}
	for _, p := range old {
		p.Pos.Filename = before.Name + p.Pos.Filename
		problems = append(problems, p)
	}
	if err := problems.Err(); err != nil {
		return nil, nil, err
	}
	findings, err := breaking.Compare(now, was, b.options)
	return s, findings, err
}

// descriptors returns what build would write.
func (b *breakingRun) descriptors(ctx context.Context) (*schema.Schema, []protoreflect.FileDescriptor, error) {
	s, err := b.parse(ctx)
	if err != nil {
		return nil, nil, err
	}
	files, err := emitter.Descriptors(s)
	return s, files, err
}

// compared returns the names of the earlier files to compare with those of now.
func (b *breakingRun) compared(before *committed.Tree, now []protoreflect.FileDescriptor) []string {
	written := map[string]bool{}
	for _, f := range now {
		written[f.Path()] = true
	}
	var names []string
	for _, name := range slices.Sorted(maps.Keys(before.Files)) {
		if written[name] || len(b.config.Patterns) == 0 && schema.IsGenerated(before.Files[name]) {
			names = append(names, name)
		}
	}
	return names
}
