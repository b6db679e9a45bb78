using System.Globalization;

namespace LlmFunctions.LocalHost;

/// <summary>The arguments of the program.</summary>
internal sealed class CommandLine
{
    private const int DefaultPort = 7071;

    public const string Usage =
        """
        Runs the gateway on this machine, on http://127.0.0.1:7071.

          --port <number>        listen on another port; 0 takes a free one
          --set <Name>=<value>   a setting that wins over the environment and local.settings.json
                                 (Gateway__DevKey=secret); may be given several times
          --help                 show this
        """;

    private readonly Dictionary<string, string?> _settings = new(StringComparer.OrdinalIgnoreCase);

    public int Port { get; private set; } = DefaultPort;

    public bool Help { get; private set; }

    public string? Problem { get; private set; }

    public IReadOnlyDictionary<string, string?> Settings => _settings;

    public static CommandLine Parse(IReadOnlyList<string> arguments)
    {
        var commandLine = new CommandLine();
        for (var i = 0; i < arguments.Count && commandLine.Problem is null; i++)
        {
            if (arguments[i] is "--help" or "-h")
            {
                return new CommandLine { Help = true };
            }

            if (arguments[i] is not ("--port" or "--set"))
            {
                commandLine.Problem = $"'{arguments[i]}' is not an option.{Environment.NewLine}{Usage}";
            }
            else if (i + 1 == arguments.Count)
            {
                commandLine.Problem = $"{arguments[i]} needs a value.";
            }
            else
            {
                commandLine.Take(arguments[i], arguments[++i]);
            }
        }

        return commandLine;
    }

    private void Take(string option, string value)
    {
        if (option == "--port")
        {
            var valid = int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port <= ushort.MaxValue;
            Port = port;
            Problem = valid ? null : $"--port needs a number from 0 to {ushort.MaxValue}, not '{value}'.";
            return;
        }

        var equals = value.IndexOf('=', StringComparison.Ordinal);
        if (equals < 1)
        {
            Problem = $"--set needs <Name>=<value>, not '{value}'.";
            return;
        }

        _settings[value[..equals]] = value[(equals + 1)..];
    }
}
