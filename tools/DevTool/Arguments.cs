using System.Globalization;

namespace DevTool;

/// <summary>The arguments of one verb, checked against what it declares.</summary>
internal sealed class Arguments
{
    private readonly IVerb _verb;
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

    private Arguments(IVerb verb) => _verb = verb;

    public string? Operand { get; private set; }

    public bool WantsHelp { get; private set; }

    public static Arguments Parse(IVerb verb, string[] args)
    {
        var parsed = new Arguments(verb);
        for (var i = 0; i < args.Length; i++)
        {
            if (args[i] is "--help" or "-h")
            {
                parsed.WantsHelp = true;
            }
            else if (args[i].StartsWith('-'))
            {
                var (name, inline) = args[i].Split('=', 2) is [var left, var right] ? (left, right) : (args[i], null);
                var option = verb.Options.FirstOrDefault(o => o.Name == name) ?? throw parsed.Wrong($"There is no option {name} here.");
                parsed._values[name] = (option.Value, inline) switch
                {
                    (null, null) => "",
                    (null, _) => throw parsed.Wrong($"{name} takes no value."),
                    (_, { Length: > 0 }) => inline,
                    _ => inline is null && i + 1 < args.Length && !args[i + 1].StartsWith("--", StringComparison.Ordinal)
                        ? args[++i]
                        : throw parsed.Wrong($"{name} needs a value: {name} {option.Value}."),
                };
            }
            else if (verb.Operand is not "" && parsed.Operand is null)
            {
                parsed.Operand = args[i];
            }
            else
            {
                throw parsed.Wrong($"'{args[i]}' is one argument too many.");
            }
        }

        return parsed;
    }

    public bool Has(string option) => _values.ContainsKey(option);

    public string? Value(string option) => _values.GetValueOrDefault(option);

    public string Required(string option) => Value(option) ?? throw Wrong($"{option} is required.");

    public string RequiredOperand() => Operand ?? throw Wrong($"{_verb.Operand} is required.");

    public int Port(string option, int otherwise) => Value(option) switch
    {
        null => otherwise,
        var text when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and < 65536 => port,
        var text => throw Wrong($"{option} must be a number from 1 to 65535, not '{text}'."),
    };

    public UsageException Wrong(string message) => new(message, _verb);
}
