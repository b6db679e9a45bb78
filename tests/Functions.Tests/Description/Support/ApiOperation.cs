using System.Text.Json;
using System.Text.RegularExpressions;
using LlmFunctions.Functions.Description;

namespace LlmFunctions.Functions.Tests.Description.Support;

/// <summary>An operation as the document has it.</summary>
internal sealed class ApiOperation
{
    private readonly Regex _path;

    public ApiOperation(string path, string method, JsonElement json)
    {
        Path = path;
        Method = method.ToUpperInvariant();
        Json = json;
        string[] withSlashes = [.. json.GetProperty("parameters").EnumerateArray()
            .Where(static parameter => parameter.TryGetProperty(DocumentWriter.HasSlashes, out _))
            .Select(static parameter => parameter.GetProperty("name").GetString()!)];
        string pattern = Regex.Replace(Regex.Escape(path).Replace("\\{", "{", StringComparison.Ordinal), @"\{([^}]+)\}", match => withSlashes.Contains(match.Groups[1].Value) ? ".+" : "[^/]+");
        _path = new Regex($"^{pattern}$", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.Singleline);
    }

    public string Id => Json.GetProperty("operationId").GetString()!;

    public string Path { get; }

    public string Method { get; }

    public JsonElement Json { get; }

    /// <summary>How much of the path is said, so that the one that says more goes first.</summary>
    public int Precision => Path.Contains('{', StringComparison.Ordinal) ? Regex.Replace(Path, @"\{[^}]+\}", "").Length : int.MaxValue;

    public bool Takes(string method, string path) =>
        method.Equals(Method, StringComparison.OrdinalIgnoreCase) && (_path.IsMatch(path) || _path.IsMatch(Uri.UnescapeDataString(path)));

    public override string ToString() => $"{Method} {Path}";
}
