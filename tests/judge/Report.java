import org.apache.jena.riot.RDFDataMgr;
import org.apache.jena.shacl.ValidationReport;

/** Reads SHACL reports as Apache Jena does; exits with 1 when one is none, or has no result. */
public class Report {
    public static void main(String[] paths) {
        boolean allRead = paths.length > 0;
        for (String path : paths) {
            ValidationReport report = ValidationReport.fromModel(RDFDataMgr.loadModel(path));
            long whole =
                report.getEntries().stream()
                    .filter(entry -> entry.focusNode() != null && entry.severity() != null)
                    .filter(entry -> entry.message() != null && entry.sourceConstraintComponent() != null)
                    .count();
            System.out.printf("%s: conforms %s, %d results%n", path, report.conforms(), whole);
            allRead &= whole > 0 && whole == report.getEntries().size() && !report.conforms();
        }
        System.exit(allRead ? 0 : 1);
    }
}
