using System.IO.Compression;
using System.Reflection;
using Swashbuckle.AspNetCore.SwaggerUI;

namespace LlmFunctions.Functions.Description;

/// <summary>
/// A file of the reference page: the app's own, or one of Swagger UI, which the package keeps compressed
/// (https://github.com/domaindrivendev/Swashbuckle.AspNetCore).
/// </summary>
/// <param name="ContentType">What it is.</param>
/// <param name="Bytes">The file, or the file compressed with gzip.</param>
internal sealed record ReferenceFile(string ContentType, ReadOnlyMemory<byte> Bytes)
{
    private const string PackageFolder = "Swashbuckle.AspNetCore.SwaggerUI.node_modules.swagger_ui_dist.";

    private static readonly Dictionary<string, Lazy<ReferenceFile>> Files = new(StringComparer.Ordinal)
    {
        ["start.js"] = new(static () => Own("start.js", "text/javascript; charset=utf-8")),
        ["swagger-ui-bundle.js"] = new(static () => OfPackage("swagger-ui-bundle.js", "text/javascript; charset=utf-8")),
        ["swagger-ui.css"] = new(static () => OfPackage("swagger-ui.css", "text/css; charset=utf-8")),
    };

    private static readonly Lazy<ReferenceFile> Index = new(static () => Own("index.html", "text/html; charset=utf-8"));

    /// <summary>The page itself.</summary>
    public static ReferenceFile Page => Index.Value;

    private bool IsCompressed => Bytes.Span is [0x1f, 0x8b, ..];

    /// <summary>A file of the page, or null.</summary>
    public static ReferenceFile? Find(string name) => Files.GetValueOrDefault(name)?.Value;

    /// <summary>The bytes to send, and whether they are compressed: only for those who can read that.</summary>
    public (ReadOnlyMemory<byte> Bytes, bool IsCompressed) For(bool takesGzip)
    {
        if (takesGzip || !IsCompressed)
        {
            return (Bytes, IsCompressed);
        }

        using MemoryStream plain = new();
        using (GZipStream unpacking = new(new MemoryStream(Bytes.ToArray()), CompressionMode.Decompress))
        {
            unpacking.CopyTo(plain);
        }

        return (plain.ToArray(), false);
    }

    private static ReferenceFile Own(string name, string contentType) => Read(Assembly.GetExecutingAssembly(), $"Reference/{name}", contentType);

    private static ReferenceFile OfPackage(string name, string contentType) => Read(typeof(SwaggerUIOptions).Assembly, PackageFolder + name, contentType);

    private static ReferenceFile Read(Assembly assembly, string name, string contentType)
    {
        using Stream stream = assembly.GetManifestResourceStream(name) ?? throw new InvalidOperationException($"{assembly.GetName().Name} has no file {name}.");
        byte[] bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return new ReferenceFile(contentType, bytes);
    }
}
