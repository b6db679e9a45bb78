using DevTool.Verbs;

namespace DevTool;

/// <summary>Finds the verb, runs it, and turns what went wrong into a message and an exit code.</summary>
public static class Cli
{
    private const int Failed = 1;
    private const int WrongUsage = 2;

    private static readonly IVerb[] Verbs = [new Up(), new Test(), new Bench(), new KeyCreate(), new KeyList(), new KeyRevoke(), new Backup(), new Restore()];

    public static async Task<int> RunAsync(string[] args, string? root)
    {
        try
        {
            if (args is [] or ["help" or "--help" or "-h", ..])
            {
                return Help(args.Skip(1).ToArray());
            }

            var verb = Find(args) ?? throw new UsageException($"There is no command '{string.Join(' ', args.TakeWhile(a => !a.StartsWith('-')))}'.", null);
            var arguments = Arguments.Parse(verb, args[verb.Words.Length..]);
            if (arguments.WantsHelp)
            {
                return Show(verb);
            }

            using var interruption = new Interruption();
            try
            {
                return await verb.RunAsync(arguments, Workspace.Find(root), interruption.Token);
            }
            catch (OperationCanceledException) when (interruption.Token.IsCancellationRequested)
            {
                Say.Error("Interrupted.");
                return interruption.ExitCode;
            }
        }
        catch (UsageException e)
        {
            Say.Error(e.Message);
            Say.Error($"See: dotnet dev.cs help{(e.Verb is null ? "" : $" {e.Verb.Name}")}");
            return WrongUsage;
        }
        catch (UserException e)
        {
            Say.Error(e.Message);
            return Failed;
        }
    }

    private static IVerb? Find(string[] args) =>
        Verbs.FirstOrDefault(v => args.Take(v.Words.Length).SequenceEqual(v.Words));

    private static int Help(string[] words)
    {
        if (words is not [])
        {
            var group = Verbs.Where(v => v.Words.Take(words.Length).SequenceEqual(words)).ToArray();
            if (group is [])
            {
                throw new UsageException($"There is no command '{string.Join(' ', words)}'.", null);
            }

            return group.Select(Show).Max();
        }

        Say.Line("Runs and tests LLM Functions on this machine.");
        Say.Line("");
        foreach (var verb in Verbs)
        {
            Say.Line($"  dotnet dev.cs {verb.Name,-11} {verb.Summary}");
        }

        Say.Line("");
        Say.Line("Help on one:  dotnet dev.cs help up   or   dotnet dev.cs up -- --help");
        Say.Line("(without the `--`, `dotnet` takes --help for itself)");
        return 0;
    }

    private static int Show(IVerb verb)
    {
        Say.Line($"dotnet dev.cs {verb.Name}{(verb.Operand is "" ? "" : $" {verb.Operand}")}{(verb.Options is [] ? "" : " [options]")}");
        Say.Line($"  {verb.Summary}");
        foreach (var option in verb.Options)
        {
            Say.Line($"    {$"{option.Name} {option.Value}",-32} {option.Description}");
        }

        return 0;
    }
}
