package protofile

import "google.golang.org/protobuf/reflect/protoreflect"

// askAll marks the files that become Go in any case: those that the command line names, the others of their packages that
// they import, and what uses one of them.
func (r *reader) askAll() {
	for _, fd := range r.files.asked {
		r.ask(fd)
	}
	for before := 0; before < len(r.asked); {
		before = len(r.asked)
		found := map[string]bool{}
		for _, fd := range r.files.asked {
			r.askUsers(fd, found)
		}
	}
}

// ask marks a file, and what it imports of its package: all of a package becomes one.
func (r *reader) ask(fd protoreflect.FileDescriptor) {
	if r.asked[fd.Path()] {
		return
	}
	r.asked[fd.Path()] = true
	for i := range fd.Imports().Len() {
		if imported := fd.Imports().Get(i).FileDescriptor; imported.Package() == fd.Package() {
			r.ask(imported)
		}
	}
}

// askUsers marks what imports a marked file, or else there would be two of the types in it. It reports whether fd does;
// found keeps the answers.
func (r *reader) askUsers(fd protoreflect.FileDescriptor, found map[string]bool) bool {
	uses, known := found[fd.Path()]
	if known {
		return uses
	}
	uses = r.asked[fd.Path()]
	for i := range fd.Imports().Len() {
		uses = r.askUsers(fd.Imports().Get(i).FileDescriptor, found) || uses
	}
	if found[fd.Path()] = uses; uses {
		r.ask(fd)
	}
	return uses
}
