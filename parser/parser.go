// Package parser reads a Go module and gives its schema: the services and messages that annotated Go declares, with
// the field numbers that the committed .proto files remember.
//
// The reading has five steps. load hands over the module's packages; index finds comments and directives; the services
// are read from their methods' signatures; every type that they reach becomes a message or an enum; the ledger gives
// each field its number. Every step goes on after a problem, so that one run reports all of them.
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

	AcceptRemovals bool // what is gone was removed, and not renamed to what is new beside it
}

// Parse reads the module that holds cfg.Dir. Patterns choose what is Selected, never what is read, so that they do not
// change a byte of it. The error is schema.Diagnostics if the source has problems.
func Parse(ctx context.Context, cfg Config) (*schema.Schema, error) {
	src, err := source.Load(ctx, source.Config{Root: cfg.Root, Dir: cfg.Dir, Patterns: cfg.Patterns, Tags: cfg.Tags})
	if err != nil {
		return nil, err
	}
	return read(src, cfg)
}

// read reads the packages of a module.
func read(src *source.Module, cfg Config) (*schema.Schema, error) {
	r := newReader(src, cfg.Settings)
	r.readPackages()
	r.readSyntaxErrors()
	r.readAliases()
	r.readServices()
	old := &committed{dir: src.Dir, settings: cfg.Settings, packages: r.packages}
	old.read()
	r.readPending() // before what only the ledger knows: the sides that a message travels in say how it is called
	r.readMarkedTypes()
	r.readPending()
	r.reportForeignProblems()
	r.reportLoneFields()
	r.reportUnused()
	r.frameSecondMessages()
	r.warnPromoted()
	r.warnings = append(r.warnings, old.warnings...)
	s := r.schema()
	if !old.checkMoved(s) {
		old.checkGlue()
	}
	r.diags = append(r.diags, old.problems...)
	r.diags = append(r.diags, ledger.Apply(s, old.ledgers(), ledger.Options{AcceptRemovals: cfg.AcceptRemovals})...)
	names := checker{schema: s, imported: r.importedPackages(), position: r.positionOf}
	r.diags = append(r.diags, names.check()...)
	return s, r.diags.Err()
}

// schema collects what was read, sorted.
func (r *reader) schema() *schema.Schema {
	s := &schema.Schema{Module: r.src.Path, Dir: r.src.Dir, Settings: r.settings, Warnings: r.warnings.Sorted()}
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
