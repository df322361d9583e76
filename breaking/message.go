package breaking

import (
	"fmt"
	"strings"

	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/types/descriptorpb"
)

func fieldsStay(but exception) func(c *comparison, now, was protoreflect.MessageDescriptor) {
	return func(c *comparison, now, was protoreflect.MessageDescriptor) {
		for f := range each(was.Fields()) {
			if now.Fields().ByNumber(f.Number()) != nil {
				continue
			}
			without := ""
			switch but {
			case unlessNameReserved:
				if now.ReservedNames().Has(f.Name()) {
					continue
				}
				without = fmt.Sprintf(" without reserving the name %q", f.Name())
			case unlessNumberReserved:
				if now.ReservedRanges().Has(f.Number()) {
					continue
				}
				without = fmt.Sprintf(` without reserving the number "%d"`, f.Number())
			}
			c.report(now, was, "Previously present %s was deleted%s.", strings.Replace(describe(f), "F", "f", 1), without)
		}
	}
}

func accessorStays(c *comparison, now, was protoreflect.MessageDescriptor) {
	without := func(m protoreflect.MessageDescriptor) bool {
		return m.Options().(*descriptorpb.MessageOptions).GetNoStandardDescriptorAccessor()
	}
	if without(now) && !without(was) {
		c.report(now, was, `Message option "no_standard_descriptor_accessor" changed from "false" to "true".`)
	}
}

// sameRequiredFields can only find something where a file of proto2, or one of editions, is compared.
func sameRequiredFields(c *comparison, now, was protoreflect.MessageDescriptor) {
	const why = "Required fields must always be sent, so if one side does not know about the required field, this will result in a breakage."
	for n := range each[protoreflect.FieldNumber](was.RequiredNumbers()) {
		if !now.RequiredNumbers().Has(n) {
			c.report(now, was, `Message %q had required field "%d" deleted. %s`, was.Name(), n, why)
		}
	}
	for n := range each[protoreflect.FieldNumber](now.RequiredNumbers()) {
		if !was.RequiredNumbers().Has(n) {
			c.report(now.Fields().ByNumber(n), was, `Message %q had required field "%d" added. %s`, now.Name(), n, why)
		}
	}
}
