using System.Text.Json.Serialization.Metadata;

namespace LlmFunctions.Functions.Description;

/// <summary>
/// The schema of a body, a parameter or an event: of a record that has source-generated JSON, by name of one in a surface's JSON
/// file, or written out.
/// </summary>
internal sealed class Schema
{
    private Schema(string? name, JsonTypeInfo? record, string? json)
    {
        Name = name;
        Record = record;
        Json = json;
    }

    /// <summary>The name in the document; null for one that is written out.</summary>
    public string? Name { get; }

    /// <summary>The record it is made of.</summary>
    public JsonTypeInfo? Record { get; }

    /// <summary>The schema itself, as JSON.</summary>
    public string? Json { get; }

    /// <summary>Of a record, under the name of its class.</summary>
    public static implicit operator Schema(JsonTypeInfo record) => new(NameOf(record.Type), record, null);

    /// <summary>One of a surface's JSON file.</summary>
    public static implicit operator Schema(string name) => new(name, null, null);

    /// <summary>One that is too small for a name.</summary>
    public static Schema Of([System.Diagnostics.CodeAnalysis.StringSyntax("Json")] string json) => new(null, null, json);

    private static string NameOf(Type type) =>
        type.IsGenericType ? type.Name[..type.Name.IndexOf('`', StringComparison.Ordinal)] + string.Concat(type.GetGenericArguments().Select(NameOf)) : type.Name;
}
