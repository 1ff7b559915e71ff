/**
 * classes: the classes of the files that are read, their instances, and what their special
 * methods say of operators, truth, items and attributes. Private to python/.
 */
#ifndef PYTHON_CLASSES_H
#define PYTHON_CLASSES_H

#include "python/evaluator.h"

// ---- class.c

struct value *evaluate_class(struct evaluator *evaluator, const struct node *node);
/** type(name, bases, namespace): a class; NULL: what it is made of is not known. */
struct value *class_from(struct evaluator *evaluator, const struct call *call);
/** The class of an instance, as a value. */
struct value *class_of(struct evaluator *evaluator, const struct value *instance,
                       struct span span);
/** Is it the class or one that is derived from it? */
bool class_is_derived(const struct class *class, const struct class *from);
/** Is all known that its instances have: has it no base that is not read? */
bool class_is_whole(const struct class *class);

// ---- instance.c

/** Calls a class. */
struct value *class_call(struct evaluator *evaluator, struct value *class,
                         const struct call *call);
/** The same, whatever its metaclass says of calls. */
struct value *class_instantiate(struct evaluator *evaluator, struct value *class,
                                const struct call *call);
/** What `object`, `type` and other bases that are not read do when a method of theirs is asked
 * for on `self`, an instance or a class; NULL: that is not known. */
struct value *base_method(struct evaluator *evaluator, struct value *self, struct str name,
                          const struct call *call);

/** A method that classes and objects have without saying so: __subclasses__(), _asdict(); NULL:
 * there is none such. */
struct value *object_method(struct evaluator *evaluator, struct value *self, struct str name,
                            const struct call *call);

// ---- special.c: the methods with two underscores

/** The method of its class (of a class: its metaclass); NULL: it has none such. */
const struct function *special_find(const struct value *object, const char *name);
/** Calls it without arguments, or with one; NULL: it has none such. */
struct value *special_call(struct evaluator *evaluator, struct value *object, const char *name,
                           struct span span);
struct value *special_call_with(struct evaluator *evaluator, struct value *object,
                                const char *name, struct value *argument, struct span span);
/** left symbol right, where one of them says it; else NULL. */
struct value *special_binary(struct evaluator *evaluator, struct str symbol, struct value *left,
                             struct value *right, struct span span);
/** left symbol= right; NULL: it is left = left symbol right. */
struct value *special_in_place(struct evaluator *evaluator, struct str symbol,
                               struct value *left, struct value *right, struct span span);
struct value *special_unary(struct evaluator *evaluator, struct str symbol,
                            struct value *operand, struct span span);
/** A comparison or `in`, where one of the two says it; else NULL. */
struct value *special_compare(struct evaluator *evaluator, struct value *left,
                              struct str symbol, struct value *right, struct span span);
/** Python's truth of a value, __bool__ and __len__ asked. */
enum truth truth_of(struct evaluator *evaluator, struct value *value);
/** Adds what __iter__ and __next__, or __getitem__ give; false: it has none such. */
bool special_items(struct evaluator *evaluator, struct value *object, struct value_list *items,
                   bool *partial, struct str *reason);

// ---- attribute.c

/** object.name as if no __getattribute__ were there. */
struct value *attribute_plain(struct evaluator *evaluator, struct value *object,
                              struct str name, struct span span);
/** object.name = value. */
void attribute_set(struct evaluator *evaluator, struct value *object, struct str name,
                   struct value *value);
/** The same, as if no __setattr__ were there. */
void attribute_set_plain(struct evaluator *evaluator, struct value *object, struct str name,
                         struct value *value);
/** del object.name. */
void attribute_delete(struct evaluator *evaluator, struct value *object, struct str name,
                      struct span span);

// ---- descriptor.c

enum { PROPERTY_GETTER, PROPERTY_SETTER, PROPERTY_DELETER, PROPERTY_PARTS };

/** A property; a getter, setter or deleter that is NULL is None. */
struct value *property_new(struct evaluator *evaluator, struct value *getter,
                           struct value *setter, struct value *deleter, struct span span);
/** getter(), setter(), deleter() of a property; NULL: it has no such method. */
struct value *property_method(struct evaluator *evaluator, const struct value *property,
                              struct str name, const struct call *call);
/** What it gave is an attribute of the object from then on, if it is a cached_property. */
void property_keep(struct evaluator *evaluator, const struct value *property,
                   struct value *object, struct str name, struct value *value);
/** Calls what a property has for `part`, another descriptor by the name `special`, with the
 * object and a value that is set (or NULL); false: it has nothing for it. */
bool descriptor_call(struct evaluator *evaluator, const struct value *descriptor, size_t part,
                     const char *special, struct value *object, struct value *value,
                     struct value **result);

// ---- members.c: enum classes

/** Does the name of a class with this value stand for a member? */
bool member_is(struct str name, const struct value *value);
struct value *member_of(struct evaluator *evaluator, const struct class *class, struct str name,
                        struct value *value);
/** __members__ */
struct value *members_by_name(struct evaluator *evaluator, const struct class *class,
                              struct span span);

// ---- library_classes.c

/** property(), type(), namedtuple() and the like; NULL: it is none of them. */
struct value *class_library_call(struct evaluator *evaluator, struct str path,
                                 const struct call *call);

#endif
