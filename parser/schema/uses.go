package schema

import "slices"

// ImportedPackages returns the packages, other than p, whose messages and enums p uses.
func (p *Package) ImportedPackages() map[*Package]bool {
	packages := map[*Package]bool{}
	for m := range p.UsedMessages() {
		if m.Origin != ForeignMessage {
			packages[m.Package] = true
		}
	}
	for e := range p.UsedEnums() {
		if e.Foreign == nil {
			packages[e.Package] = true
		}
	}
	delete(packages, p)
	return packages
}

// UsedEnums returns the enums that the fields of p carry.
func (p *Package) UsedEnums() map[*Enum]bool {
	used := map[*Enum]bool{}
	for _, m := range p.Messages {
		for _, field := range m.Fields {
			if field.Type.Enum != nil {
				used[field.Type.Enum] = true
			}
		}
	}
	return used
}

// UsedMessages returns the messages that the fields and methods of p carry.
func (p *Package) UsedMessages() map[*Message]bool {
	used := map[*Message]bool{}
	for _, s := range p.Services {
		for _, m := range s.Methods {
			used[m.Request.Message], used[m.Response.Message] = true, true
		}
	}
	for _, m := range p.Messages {
		for _, field := range m.Fields {
			if field.Type.Message != nil {
				used[field.Type.Message] = true
			}
		}
	}
	return used
}

// BindsHTTP reports whether a method of p has a binding to HTTP.
func (p *Package) BindsHTTP() bool {
	return slices.ContainsFunc(p.Services, func(s *Service) bool {
		return slices.ContainsFunc(s.Methods, func(m *Method) bool { return len(m.HTTP) > 0 })
	})
}
