package main

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/grpcgen/grpcgen/emitter"
	"github.com/grpcgen/grpcgen/parser/protofile"
	"github.com/grpcgen/grpcgen/parser/schema"
)

func newImportCommand() *cobra.Command {
	var i importer
	cmd := &cobra.Command{
		Use:   "import FILE.proto...",
		Short: "Write annotated Go from .proto files",
		Long: `Import reads .proto files and writes the annotated Go that says the same: structs, enums, oneofs, and for each
service a struct whose methods answer UNIMPLEMENTED until you fill them in. Names and numbers stay as they are, so not
a byte changes on the wire or in JSON; the Go names are those of protoc-gen-go. What is reserved goes into the .proto
under proto/, which "grpcgen build" keeps from then on.

What the files import comes along, unless its Go is there already, by an earlier import into this module or by
protoc-gen-go at its go_package. That of protoc-gen-go is used for protobuf's own and Google's files, too. All files of
one proto package become one Go package, in a folder that is called as the proto package is.

What Go cannot say (proto2, extensions, groups, custom options...) is a problem at its place. All problems are printed,
and then no file is touched. A file that exists is never overwritten, but by --replace a .proto that was imported from
the very place where grpcgen keeps the one that says the same.`,
		Example: `  grpcgen import shop.proto
  grpcgen import -I protos protos/shop/v1/*.proto
  grpcgen import shop.proto --out internal/shop --package shop
  grpcgen import library.proto --drop-option google.api.field_behavior
  grpcgen import -I proto proto/shop/v1/shop.proto --replace`,
		Args: usageArgs(cobra.MinimumNArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			i.config.Files = args
			i.console = consoleOf(cmd)
			return i.run(cmd.Context())
		},
	}
	cmd.Flags().StringArrayVarP(&i.config.Roots, "proto_path", "I", nil, "`folder` that imports are relative to (default: guessed from the package of each file)")
	cmd.Flags().StringVar(&i.folder, "out", "", "`folder` for the Go; that of several proto packages goes into folders below it")
	cmd.Flags().BoolVar(&i.replace, "replace", false, "let the .proto that is written take the place of one that was read")
	cmd.Flags().StringVar(&i.config.Name, "package", "", "`name` of the Go package (default: the last element of the proto package)")
	cmd.Flags().StringArrayVar(&i.config.Drop, "drop-option", nil, "`name` of an option to leave out; the full one of a custom option")
	return cmd
}

// importer is one run of import.
type importer struct {
	console
	config  protofile.Config
	folder  string
	replace bool
}

func (i *importer) run(ctx context.Context) error {
	found, files, err := i.read(ctx)
	if err == nil {
		err = i.refuseOverwrite(found, files)
	}
	if err != nil {
		return i.report(err, "nothing was written")
	}
	if err := writeFiles(ctx, i.console, i.config.Dir, files); err != nil {
		return err
	}
	i.next(found, i.superseded(found, files))
	return nil
}

// read reads the .proto files and returns the files to write.
func (i *importer) read(ctx context.Context) (*protofile.Import, []emitter.File, error) {
	if name := i.config.Name; name != "" && (!token.IsIdentifier(name) || name == "main") {
		return nil, nil, usageError{fmt.Errorf("--package: %q cannot be the name of a package", name)}
	}
	m, err := readModule(ctx, "")
	if err != nil {
		return nil, nil, err
	}
	i.config.Module, i.config.Dir, i.config.Settings = m.Path, m.Dir, m.Settings
	i.config.Flat = i.folder != ""
	if i.config.Out, err = filepath.Abs(i.folder); err != nil {
		return nil, nil, err
	}
	return importFiles(ctx, i.config)
}

// importFiles reads .proto files, and returns the files to write once they are known to say the same.
func importFiles(ctx context.Context, cfg protofile.Config) (*protofile.Import, []emitter.File, error) {
	found, err := protofile.Read(ctx, cfg)
	if err != nil {
		return nil, nil, err
	}
	files, err := emitter.Source(found.Source)
	if err != nil {
		return nil, nil, err
	}
	protos := map[string][]byte{}
	for _, f := range files {
		if name, ok := strings.CutPrefix(f.Path, cfg.Settings.Folder()+"/"); ok && path.Ext(name) == ".proto" {
			protos[name] = f.Content
		}
	}
	if err := found.Check(ctx, protos); err != nil {
		return nil, nil, err
	}
	return found, files, nil
}

// refuseOverwrite reports the files that are there already and differ. One that was read may be replaced, since what is
// written says the same, but only where the command line asks for it.
func (i *importer) refuseOverwrite(found *protofile.Import, files []emitter.File) error {
	var diags schema.Diagnostics
	for _, f := range files {
		name := filepath.Join(i.config.Dir, filepath.FromSlash(f.Path))
		_, err := os.Stat(name)
		changed, changedErr := f.Changed(i.config.Dir)
		wasRead := slices.Contains(found.Paths(), name)
		switch {
		case errors.Is(err, fs.ErrNotExist), wasRead && i.replace:
		case err != nil || changedErr != nil:
			diags.Add(token.Position{Filename: name}, "", "%v", cmp.Or(err, changedErr))
		case !changed:
		case wasRead:
			diags.Add(token.Position{Filename: name}, "let it: --replace", "the .proto that import writes, which says the same, would take the place of this one")
		case path.Ext(f.Path) == ".proto":
			diags.Add(token.Position{Filename: name}, "move it away; imports need not stand where grpcgen keeps what it writes", "this file exists, and import overwrites nothing")
		default:
			diags.Add(token.Position{Filename: name}, "move it away, or choose another folder: --out FOLDER", "this file exists, and import overwrites nothing")
		}
	}
	return diags.Err()
}

// superseded returns the files that were read where grpcgen keeps what it writes, and that another file stands for now.
func (i *importer) superseded(found *protofile.Import, files []emitter.File) (paths []string) {
	for _, name := range found.Paths() {
		below, err := filepath.Rel(i.config.Dir, name)
		below = filepath.ToSlash(below)
		written := slices.ContainsFunc(files, func(f emitter.File) bool { return f.Path == below })
		if err == nil && !written && strings.HasPrefix(below, i.config.Settings.Folder()+"/") {
			paths = append(paths, relative(name))
		}
	}
	return paths
}

// next says how to go on.
func (i *importer) next(found *protofile.Import, superseded []string) {
	steps := []string{"go mod tidy", "go tool grpcgen build"}
	if len(superseded) > 0 { // two files must not say the same
		steps = append([]string{"rm " + strings.Join(superseded, " ")}, steps...)
	}
	if !hasTool(i.config.Dir) {
		steps = append([]string{"go get -tool " + grpcgenModule + "/cmd/grpcgen"}, steps...)
	}
	var serve []string
	for _, p := range found.Source.Schema.Packages {
		if !p.Selected {
			continue
		}
		for _, s := range p.Services {
			serve = append(serve, fmt.Sprintf("%s.%s(srv, &%s.%s{}) // import %q", p.GoName, s.RegisterName(), p.GoName, s.Go.Name, p.GoPath))
		}
		if p.BindsHTTP() { // the glue links a module more
			steps = append(steps, "go mod tidy")
		}
	}
	for _, line := range found.Used() {
		fmt.Fprintln(i.out, "used", line)
	}
	fmt.Fprintf(i.out, "\nnext:\n  %s\n", strings.Join(slices.Compact(steps), "\n  "))
	if len(serve) > 0 {
		fmt.Fprintf(i.out, "\nthen fill in the methods, and serve them:\n  srv := grpc.NewServer()\n  %s\n", strings.Join(serve, "\n  "))
	}
}

// hasTool reports whether the module has grpcgen as a tool.
func hasTool(root string) bool {
	data, err := os.ReadFile(filepath.Join(root, "go.mod"))
	return err == nil && bytes.Contains(data, []byte(grpcgenModule+"/cmd/grpcgen"))
}
