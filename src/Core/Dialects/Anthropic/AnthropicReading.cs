using LlmFunctions.Errors;

namespace LlmFunctions.Dialects.Anthropic;

/// <summary>Collects, while a request is read, what only Anthropic's own dialect can carry.</summary>
internal sealed class AnthropicReading
{
    private const string CacheControl = "cache_control";
    private readonly SortedSet<string> _dropped = new(StringComparer.Ordinal);

    /// <summary>Names of what is harmless to leave out for others.</summary>
    public IReadOnlyList<string> Dropped => [.. _dropped];

    /// <summary>The first of what would change the answer if it were left out.</summary>
    public GatewayError? NativeOnly { get; private set; }

    public void Drop(string name) => _dropped.Add(name);

    /// <summary>Drops the fields of a value that are not among the known ones and say something.</summary>
    public void DropOthers(RequestValue value, string prefix, params ReadOnlySpan<string> known)
    {
        foreach (RequestValue property in value.Properties)
        {
            if (!known.Contains(property.Name) && !property.IsEmpty)
            {
                // Breakpoints stand on dozens of blocks and tools: one name for all of them.
                _dropped.Add(property.Name == CacheControl ? CacheControl : $"{prefix}.{property.Name}");
            }
        }
    }

    public void Refuse(string what, string param) => NativeOnly ??= new GatewayError
    {
        Kind = ErrorKind.UnsupportedField,
        Message = $"Only a provider that speaks Anthropic's dialect can carry {what} ('{param}').",
        Param = param,
    };
}
