package ledger

import (
	"maps"
	"slices"
	"strings"

	"github.com/grpcgen/grpcgen/parser/schema"
)

// A call names its package, its service and its action, so that no rename and no removal of one of them is free of harm. The
// was= of a service or an action keeps the numbers of its messages, and nothing else.

const pathHelp = "if they are still in use, keep the old name as well, until they are not"

// warnCallPaths names the call paths that the ledger has and the package has not.
func (a *applier) warnCallPaths(p *schema.Package, f *File) {
	if f == nil {
		return
	}
	var served []string // services with a path
	for _, name := range slices.Sorted(maps.Keys(f.services)) {
		if len(f.services[name].methods) > 0 {
			served = append(served, name)
		}
	}
	if f.pkg != p.Proto && len(served) > 0 {
		a.schema.Warnings.Add(p.Pos, pathHelp, "package %s was %s: programs built earlier still call /%s.%s/... and will get UNIMPLEMENTED", p.Proto, f.pkg, f.pkg, served[0])
		return
	}
	for _, name := range served {
		a.warnServicePath(p, f.services[name])
	}
}

// warnServicePath names the call paths of one service that end.
func (a *applier) warnServicePath(p *schema.Package, old *service) {
	full := fullName(p, old.name)
	i := slices.IndexFunc(p.Services, func(s *schema.Service) bool { return s.Name == old.name })
	if i < 0 {
		pos, what := p.Pos, "service "+old.name+" is gone"
		if heir := a.handlers.heir[full]; heir != "" {
			pos, what = a.handlers.at[heir], "service "+strings.TrimPrefix(heir, p.Proto+".")+" was "+old.name
		}
		a.schema.Warnings.Add(pos, pathHelp, "%s: programs built earlier still call /%s/... and will get UNIMPLEMENTED", what, full)
		return
	}
	now := p.Services[i]
	for _, name := range slices.Sorted(maps.Keys(old.methods)) {
		if slices.ContainsFunc(now.Methods, func(m *schema.Method) bool { return m.Name == name }) {
			continue
		}
		pos, what := now.Pos, "action "+name+" is gone"
		if i := slices.IndexFunc(now.Methods, func(m *schema.Method) bool { return m.Was == name }); i >= 0 {
			pos, what = now.Methods[i].Pos, "action "+now.Methods[i].Name+" was "+name
		}
		a.schema.Warnings.Add(pos, pathHelp, "%s: programs built earlier still call /%s/%s and will get UNIMPLEMENTED", what, full, name)
	}
}
