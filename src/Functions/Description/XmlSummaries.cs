using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace LlmFunctions.Functions.Description;

/// <summary>
/// The summaries of the code's own documentation, which the compiler writes into a file beside each assembly, as Markdown. Where the
/// file is missing, because the build was told not to write it, there are none.
/// </summary>
internal sealed partial class XmlSummaries
{
    private readonly Dictionary<Assembly, Dictionary<string, XElement>> _files = [];

    /// <summary>The summary of a class.</summary>
    public string? Of(Type type) => Find(type.Assembly, $"T:{NameOf(type)}")?.Element("summary") is { } summary ? Text(summary) : null;

    /// <summary>The summary of a property or a field; of a property that a record declares as a parameter, the parameter's.</summary>
    public string? Of(MemberInfo member)
    {
        Type type = member.DeclaringType!;
        char kind = member is PropertyInfo ? 'P' : 'F';
        XElement? text = Find(type.Assembly, $"{kind}:{NameOf(type)}.{member.Name}")?.Element("summary")
            ?? Find(type.Assembly, $"T:{NameOf(type)}")?.Elements("param").FirstOrDefault(param => param.Attribute("name")?.Value == member.Name);
        return text is null ? null : Text(text);
    }

    /// <summary>Turns a summary into Markdown.</summary>
    internal static string Text(XElement summary)
    {
        XElement copy = new(summary);
        foreach (XElement part in copy.Descendants().ToArray())
        {
            string name = part.Attribute("cref")?.Value.Split('.')[^1] ?? part.Attribute("langword")?.Value ?? part.Attribute("name")?.Value ?? part.Value;
            part.ReplaceWith(part.Name.LocalName is "c" or "see" or "paramref" ? $"`{name}`" : part.Value);
        }

        return Space().Replace(copy.Value, " ").Trim();
    }

    private static string NameOf(Type type) => type.FullName!.Replace('+', '.');

    private XElement? Find(Assembly assembly, string name)
    {
        if (!_files.TryGetValue(assembly, out Dictionary<string, XElement>? members))
        {
            string file = Path.ChangeExtension(assembly.Location, ".xml");
            members = File.Exists(file) ? XDocument.Load(file).Descendants("member").ToDictionary(static member => member.Attribute("name")!.Value) : [];
            _files.Add(assembly, members);
        }

        return members.GetValueOrDefault(name);
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();
}
