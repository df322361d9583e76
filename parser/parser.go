// Package parser reads a Go module and returns its schema: the services and messages that annotated Go declares, with
// the field numbers that the committed .proto files remember.
//
// It goes step by step, and on after a problem, so that one run reports all of them:
//
//  1. Package source loads the module as it stands: types, comments, directives, and what Go's own tools report.
//  2. Services are read from the signatures of their methods. What those use becomes messages and enums.
//  3. The .proto files of the last build are read. They may have types that no service uses.
//  4. The fields of the messages are read, which use further types, until none is left; then those of types that only a
//     directive or a committed .proto asks for.
//  5. What had no effect is reported: directives, and types of other modules that cannot be sent.
//  6. Package ledger gives every field its number.
//  7. Names that would meet in a .proto or in the generated Go are reported.
//
// The package itself is the core of steps 2 and 4, where types, fields and methods lead to each other. Package naming makes
// the names of a .proto, and package built knows what generators have left in other modules.
package parser

import (
	"cmp"
	"context"
	"slices"

	"github.com/grpcgen/grpcgen/parser/ledger"
	"github.com/grpcgen/grpcgen/parser/schema"
	"github.com/grpcgen/grpcgen/parser/source"
)

// Config says what to read.
type Config struct {
	Root     source.Root // the module, as source.Find returns it; that of Dir if it is zero
	Dir      string      // a folder of the module; empty for the current one
	Patterns []string    // packages whose files are wanted, as the go command takes them; all of the module without any
	Tags     string      // build tags, comma-separated, beside those in GOFLAGS
	Settings schema.Settings
	Shuffle  uint64 // for tests: what is read comes in an order that this seed decides, unless it is 0

	AcceptRemovals bool // what is gone was removed, and not renamed to what is new beside it
	AcceptChanges  bool // an action may have another message than before, which misreads its bytes
}

// Parse reads the module that holds cfg.Dir. Patterns choose what is Selected, never what is read, so that they do not
// change a byte of it. The error is schema.Diagnostics if the source has problems.
func Parse(ctx context.Context, cfg Config) (*schema.Schema, error) {
	src, err := source.Load(ctx, source.Config{Root: cfg.Root, Dir: cfg.Dir, Patterns: cfg.Patterns, Tags: cfg.Tags, Shuffle: cfg.Shuffle})
	if err != nil {
		return nil, err
	}
	return read(src, cfg)
}

// read reads a module that has been loaded.
func read(src *source.Module, cfg Config) (*schema.Schema, error) {
	r := newReader(src, cfg.Settings)
	r.readPackages()
	r.readAliases()
	r.findModels()
	r.readServices()

	old := &committed{module: src.Path, dir: src.Dir, settings: cfg.Settings, packages: r.packages}
	old.read()

	r.readPending() // first: in which directions a message travels decides what it was called in the last build
	r.readMarkedTypes()
	r.readPending()
	r.frameSecondMessages()

	r.reportForeignProblems()
	r.reportLoneFields()
	r.checkLoneValues()
	r.reportUnused()
	r.warnPromoted()
	r.warnArrays()

	s := r.schema()
	old.checkMissing(s)
	old.checkNotOurs()
	s.Warnings = append(r.warnings, old.warnings...).Sorted()
	s.LeftOut = r.leftOut.Sorted()
	numbers := ledger.Apply(s, old.ledgers(), ledger.Options{AcceptRemovals: cfg.AcceptRemovals, AcceptChanges: cfg.AcceptChanges})
	names := checker{schema: s, imported: r.importedPackages(), position: r.positionOf}
	return s, slices.Concat(r.diags, old.problems, numbers, names.check(), src.Unread()).Err()
}

// schema collects what was read, sorted.
func (r *reader) schema() *schema.Schema {
	s := &schema.Schema{Module: r.src.Path, Dir: r.src.Dir, Settings: r.settings}
	for _, p := range r.packages {
		out := p.out
		if len(out.Services)+len(out.Messages)+len(out.Enums) == 0 && p.ledger == nil {
			continue
		}
		slices.SortFunc(out.Services, func(a, b *schema.Service) int { return cmp.Compare(a.Name, b.Name) })
		slices.SortFunc(out.Messages, func(a, b *schema.Message) int { return cmp.Compare(a.Name, b.Name) })
		slices.SortFunc(out.Models, func(a, b *schema.Model) int { return cmp.Compare(a.Go.String(), b.Go.String()) })
		slices.SortFunc(out.Enums, func(a, b *schema.Enum) int { return cmp.Compare(a.Name, b.Name) })
		s.Packages = append(s.Packages, out)
	}
	return s
}
