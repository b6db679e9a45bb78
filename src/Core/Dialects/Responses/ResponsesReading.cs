using LlmFunctions.Errors;

namespace LlmFunctions.Dialects.Responses;

/// <summary>Collects, while a request is read, what is left out because no provider's chat has it.</summary>
internal sealed class ResponsesReading
{
    private readonly SortedSet<string> _dropped = new(StringComparer.Ordinal);

    public IReadOnlyList<string> Dropped => [.. _dropped];

    public void Drop(string name) => _dropped.Add(name);

    /// <summary>Drops the fields of a value that are not among the known ones and say something.</summary>
    public void DropOthers(RequestValue value, string prefix, params ReadOnlySpan<string> known)
    {
        foreach (RequestValue property in value.Properties)
        {
            if (!known.Contains(property.Name) && !property.IsEmpty)
            {
                _dropped.Add($"{prefix}.{property.Name}");
            }
        }
    }

    /// <summary>What would change the answer if it were left out.</summary>
    public static GatewayException Refuse(string what, string param) =>
        new(ErrorKind.UnsupportedField, $"{what} ('{param}').", param);
}
