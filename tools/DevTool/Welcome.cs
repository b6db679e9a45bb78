namespace DevTool;

/// <summary>What to do with an app that runs.</summary>
internal static class Welcome
{
    private const string Body = """{"model":"sandbox/echo","messages":[{"role":"user","content":"Hello"}]}""";

    public static void Show(Workspace workspace, Uri address, string key, string log)
    {
        var root = address.GetLeftPart(UriPartial.Authority);
        Say.Line($"""

            LLM Functions is running.

              Address      {root}
              Gateway key  {key}
              Log          {Path.GetRelativePath(workspace.Root, log)}

            Try it:

            {Curl(workspace, root, key)}

            Ctrl-C stops it.

            """);
    }

    // No quoting of JSON is understood by both of Windows' shells, so there the body comes from a file.
    private static string Curl(Workspace workspace, string root, string key)
    {
        var url = $"{root}/v1/chat/completions";
        if (!OperatingSystem.IsWindows())
        {
            return $"curl {url} -H 'Authorization: Bearer {key}' -H 'Content-Type: application/json' -d '{Body}'";
        }

        var file = workspace.Path("artifacts", "hello.json");
        File.WriteAllText(file, Body);
        return $"curl.exe {url} -H \"Authorization: Bearer {key}\" -H \"Content-Type: application/json\" -d \"@{file}\"";
    }
}
